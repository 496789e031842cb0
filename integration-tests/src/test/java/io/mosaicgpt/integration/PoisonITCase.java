package io.mosaicgpt.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.integration.broker.KafkaBroker;
import io.mosaicgpt.integration.broker.OnEachBroker;
import io.mosaicgpt.integration.cluster.TestCluster;
import io.mosaicgpt.integration.cluster.TestJob;
import io.mosaicgpt.integration.events.Answers;
import io.mosaicgpt.integration.events.BadEvent;
import io.mosaicgpt.integration.events.BadEvents;
import io.mosaicgpt.integration.events.BareEngine;
import io.mosaicgpt.integration.events.EventWriter;
import io.mosaicgpt.integration.events.Stories;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.integration.events.TopicReader;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.Instruction;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Events that cannot be answered, among others that can. */
@OnEachBroker
class PoisonITCase {
  /** As much of a value as a dead letter carries. */
  private static final int MOST_PAYLOAD = 64 * 1024;

  private static final String FOREVER = String.valueOf(Long.MAX_VALUE);
  private static final long YEAR_1970 = 1_000;
  private static final long YEAR_3000 = 32_503_680_000_000L;

  @Parameter private KafkaBroker broker;
  @TempDir private Path checkpoints;

  @Test
  void eachBecomesADeadLetterThatSaysWhyAndWhereAndTheOthersAreAnswered() throws Exception {
    TestTopics topics = TestTopics.create(broker, 2);
    RunJob run = RunJob.on(topics).with(KafkaSettings.BOUNDED, true);
    List<BadEvent> bad = BadEvents.all();
    List<Instruction> good = Stories.of(bad.size(), 5);
    Map<String, BadEvent> sent = new LinkedHashMap<>();
    try (EventWriter writer = new EventWriter(topics)) {
      for (int i = 0; i < bad.size(); i++) {
        writer.send(good.subList(i, i + 1));
        sent.put(place(writer.send(bad.get(i).key(), bad.get(i).value())), bad.get(i));
      }
    }

    try (TestCluster cluster = TestCluster.start(1, checkpoints);
        TopicReader<Completion> completions = topics.completionReader();
        TopicReader<DeadLetter> deadLetters = topics.deadLetterReader()) {
      TestJob job = cluster.submit(run.graph());
      job.awaitFinished();

      Answers.assertEachOnce(
          completions.all(), BareEngine.answers(run.config().serving().engine(), good));
      Map<String, DeadLetter> letters =
          deadLetters.all().stream()
              .collect(Collectors.toMap(PoisonITCase::place, letter -> letter));
      assertThat(letters).containsOnlyKeys(sent.keySet());
      SoftAssertions.assertSoftly(
          softly -> sent.forEach((place, event) -> verify(softly, event, letters.get(place))));
      assertThat(letters.values())
          .extracting(DeadLetter::getSourceTopic)
          .containsOnly(topics.instructions());
      assertThat(job.taskRestarts()).as("restarts").isZero();
      assertThat(job.counted(OperatorMetrics.DEAD_LETTERS)).isEqualTo(bad.size());
    }
  }

  /**
   * What one event brings along must not be what its results are refused, or expire, for; and what
   * it brings for its results, they have.
   */
  @Test
  void aTimeOrAMissingKeyThatTheOutputTopicsWouldRefuseIsAnsweredAllTheSame() throws Exception {
    TestTopics topics = TestTopics.create(broker, 1);
    Map<String, String> strict =
        Map.of(
            "message.timestamp.before.max.ms", "600000",
            "message.timestamp.after.max.ms", "600000",
            "retention.ms", "600000");
    topics.configure(
        topics.instructions(),
        Map.of("message.timestamp.after.max.ms", FOREVER, "retention.ms", "-1"));
    topics.configure(topics.completions(), strict);
    topics.configure(topics.deadLetters(), strict);
    topics.configure(topics.deadLetters(), Map.of("cleanup.policy", "compact"));
    List<Instruction> stories = Stories.of(2, 5);
    byte[] unreadable = {'?'};
    RecordHeader trace = new RecordHeader("traceparent", "00-12-34-01".getBytes(UTF_8));
    try (EventWriter writer = new EventWriter(topics)) {
      writer.addHeader(trace.key(), trace.value());
      writer.addHeader("content-type", "avro/binary".getBytes(UTF_8));
      writer.addHeader("huge", new byte[2 << 20]);
      writer.send(0, YEAR_1970, stories.get(0));
      writer.send(0, YEAR_3000, stories.get(1));
      writer.send(null, unreadable);
    }

    try (TestCluster cluster = TestCluster.start(1, checkpoints);
        TopicReader<Completion> completions = topics.completionReader();
        TopicReader<DeadLetter> deadLetters = topics.deadLetterReader()) {
      TestJob job = cluster.submit(RunJob.on(topics).with(KafkaSettings.BOUNDED, true).graph());
      job.awaitFinished();

      assertThat(completions.all())
          .extracting(completion -> completion.getSourceTimestamp().toEpochMilli())
          .containsExactlyInAnyOrder(YEAR_1970, YEAR_3000);
      assertThat(deadLetters.all())
          .extracting(DeadLetter::getPayload)
          .containsExactly(ByteBuffer.wrap(unreadable));
      assertThat(completions.headers())
          .hasSize(2)
          .allSatisfy(headers -> assertThat(headers).containsExactly(trace));
      assertThat(deadLetters.headers())
          .singleElement()
          .satisfies(headers -> assertThat(headers).containsExactly(trace));
      assertThat(job.taskRestarts()).as("restarts").isZero();
    }
  }

  private static void verify(SoftAssertions softly, BadEvent event, DeadLetter letter) {
    softly.assertThat(letter.getCode()).as("code of %s", event).isEqualTo(event.code());
    softly.assertThat(letter.getMessage()).as("sentence of %s", event).contains(event.says());
    softly.assertThat(letter.getMessage().length()).as("length of %s", event).isLessThan(1_500);
    softly.assertThat(letter.getAttempt()).as("attempt of %s", event).isEqualTo(event.attempt());
    softly.assertThat(letter.getKey().array()).as("key of %s", event).isEqualTo(event.key());
    byte[] value = event.value();
    if (value == null) {
      softly.assertThat(letter.getPayload()).as("payload of %s", event).isNull();
    } else {
      softly.assertThat(letter.getPayloadSize()).as("size of %s", event).isEqualTo(value.length);
      softly
          .assertThat(letter.getPayload())
          .as("payload of %s", event)
          .isEqualTo(ByteBuffer.wrap(Arrays.copyOf(value, Math.min(value.length, MOST_PAYLOAD))));
    }
  }

  private static String place(RecordMetadata record) {
    return record.partition() + "@" + record.offset();
  }

  private static String place(DeadLetter letter) {
    return letter.getSourcePartition() + "@" + letter.getSourceOffset();
  }
}
