package io.mosaicgpt.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.preflight.JobTopic.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TopicChecksTest {
  private final List<String> warnings = new ArrayList<>();

  private static JobConfig<KafkaEnds> job(String delivery, String... kafkaProperties) {
    return JobConfig.ofKafka(
        new SettingsResolver(Map.of())
            .resolve(
                Map.of(ServingSettings.DELIVERY, delivery),
                List.of(kafkaProperties),
                Optional.empty()));
  }

  private static JobTopic topic(Role role, Map<String, String> settings) {
    return new JobTopic("t", "id", role, 1, Optional.empty(), settings);
  }

  private static JobTopic topic(Role role, AclOperation... rights) {
    return new JobTopic("t", "id", role, 1, Optional.of(Set.of(rights)), Map.of());
  }

  private void check(TopicCheck check, JobTopic topic, JobConfig<KafkaEnds> job) {
    check.check(topic, job, warnings::add);
  }

  @ParameterizedTest
  @EnumSource
  void aTopicOfWhichKafkaTellsNothingIsTakenAsItIs(Role role) {
    for (TopicCheck check : KafkaPreflight.CHECKS) {
      check(check, topic(role, Map.of()), job("exactly-once"));
    }

    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aTopicWithKafkasDefaultsAndEveryRightIsTaken(Role role) {
    Map<String, String> defaults =
        Map.of(
            "cleanup.policy", "delete",
            "retention.ms", "604800000",
            "max.message.bytes", "1048588",
            "min.insync.replicas", "1",
            "message.timestamp.type", "CreateTime",
            "message.timestamp.before.max.ms", String.valueOf(Long.MAX_VALUE),
            "message.timestamp.after.max.ms", "3600000");
    JobTopic topic =
        new JobTopic(
            "t",
            "id",
            role,
            1,
            Optional.of(Set.of(AclOperation.READ, AclOperation.WRITE)),
            defaults);
    for (TopicCheck check : KafkaPreflight.CHECKS) {
      check(check, topic, job("exactly-once"));
    }

    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"COMPLETIONS, compact", "DEAD_LETTERS, 'compact,delete'"})
  void aCompactedTopicIsRefusedForExactlyOnceAndWarnedOfOtherwise(Role role, String policy) {
    JobTopic topic = topic(role, Map.of("cleanup.policy", policy));

    assertThatThrownBy(() -> check(new TopicCleanup(), topic, job("exactly-once")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll(
            "Topic t is compacted (cleanup.policy=" + policy + ")", "--delivery at-least-once");
    assertThat(warnings).isEmpty();

    check(new TopicCleanup(), topic, job("at-least-once"));
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("Topic t is compacted", "keeps the one written last");
  }

  @Test
  void aCompactedTopicOfPiecesIsRefusedAndACompactedInputIsNot() {
    Map<String, String> compacted = Map.of("cleanup.policy", "compact");

    assertThatThrownBy(
            () -> check(new TopicCleanup(), topic(Role.PIECES, compacted), job("at-least-once")))
        .hasMessageContaining("the last piece of each completion");
    assertThatCode(
            () -> check(new TopicCleanup(), topic(Role.INPUT, compacted), job("exactly-once")))
        .doesNotThrowAnyException();
  }

  @Test
  void aRetentionOfSecondsIsRefusedForExactlyOnceAndWarnedOfOtherwise() {
    JobTopic topic =
        topic(Role.COMPLETIONS, Map.of("cleanup.policy", "delete", "retention.ms", "5000"));

    assertThatThrownBy(() -> check(new TopicCleanup(), topic, job("exactly-once")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(
            "Topic t deletes records after 5000 ms (retention.ms), perhaps before anybody has read"
                + " them: raise it to 60000 at least");
    check(new TopicCleanup(), topic, job("at-least-once"));
    assertThat(warnings).singleElement().asString().contains("retention.ms");
  }

  @ParameterizedTest
  @CsvSource({"delete, -1", "delete, 60000", "compact, 5000"})
  void aRetentionThatDeletesNothingSoonIsNotSpokenOf(String policy, String retention) {
    JobTopic topic =
        topic(Role.DEAD_LETTERS, Map.of("cleanup.policy", policy, "retention.ms", retention));

    check(new TopicCleanup(), topic, job("at-least-once"));

    assertThat(warnings).noneMatch(warning -> warning.contains("retention.ms"));
  }

  @Test
  void aTopicThatTakesLessThanTheJobWritesIsRefused() {
    JobTopic small = topic(Role.DEAD_LETTERS, Map.of("max.message.bytes", "65536"));

    assertThatThrownBy(() -> check(new TopicRoom(), small, job("exactly-once")))
        .hasMessageContaining("takes messages of at most 65536 bytes, but the job writes up to");
    assertThatCode(
            () -> check(new TopicRoom(), small, job("exactly-once", "max.request.size=65536")))
        .doesNotThrowAnyException();
  }

  @Test
  void aTopicThatWantsMoreReplicasInSyncThanItHasIsRefused() {
    JobTopic alone = topic(Role.COMPLETIONS, Map.of("min.insync.replicas", "2"));

    assertThatThrownBy(() -> check(new TopicReplicas(), alone, job("exactly-once")))
        .hasMessageContaining("Topic t wants 2 replicas in sync (min.insync.replicas) but has 1");
    assertThatCode(() -> check(new TopicReplicas(), alone, job("at-least-once", "acks=1")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "message.timestamp.before.max.ms, 119999",
    "message.timestamp.after.max.ms,  999",
  })
  void aTopicThatRefusesRecordsMadeAMomentAgoIsRefusedUnlessBrokersStampThem(
      String setting, String millis) {
    JobTopic strict = topic(Role.COMPLETIONS, Map.of(setting, millis));
    JobTopic stamped =
        topic(Role.COMPLETIONS, Map.of(setting, millis, "message.timestamp.type", "LogAppendTime"));

    assertThatThrownBy(() -> check(new TopicTimestamps(), strict, job("exactly-once")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("Topic t refuses records for their time", setting + "=" + millis);
    assertThatCode(() -> check(new TopicTimestamps(), stamped, job("exactly-once")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "INPUT,        WRITE, exactly-once,  does not let the job read topic t",
    "COMPLETIONS,  READ,  exactly-once,  does not let the job write to topic t",
    "DEAD_LETTERS, WRITE, exactly-once,  does not let the job read topic t",
    "DEAD_LETTERS, READ,  at-least-once, does not let the job write to topic t",
    "PIECES,       READ,  exactly-once,  does not let the job write to topic t",
  })
  void aMissingRightIsNamed(Role role, AclOperation has, String delivery, String sentence) {
    assertThatThrownBy(() -> check(new TopicRights(), topic(role, has), job(delivery)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "INPUT,       READ,  exactly-once",
    "COMPLETIONS, WRITE, at-least-once",
    "PIECES,      WRITE, exactly-once"
  })
  void theRightThatIsNeededIsEnough(Role role, AclOperation has, String delivery) {
    assertThatCode(() -> check(new TopicRights(), topic(role, has), job(delivery)))
        .doesNotThrowAnyException();
  }
}
