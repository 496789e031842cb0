package io.mosaicgpt.jobs.preflight;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.operators.sink.Delivery;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.config.TopicConfig;

/** What an output topic deletes, and when. */
final class TopicCleanup implements TopicCheck {
  /** Nobody reads an answer for certain that is kept for less. */
  private static final Duration LEAST_RETENTION = Duration.ofMinutes(1);

  @Override
  public void check(JobTopic topic, JobConfig<KafkaEnds> config, Consumer<String> warnings) {
    if (topic.role() == JobTopic.Role.INPUT) {
      return;
    }
    String policy = topic.text(TopicConfig.CLEANUP_POLICY_CONFIG).orElse("");
    List<String> policies = Arrays.stream(policy.split(",")).map(String::strip).toList();
    if (policies.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      checkCompacted(topic, policy, config, warnings);
    }
    if (policies.contains(TopicConfig.CLEANUP_POLICY_DELETE)) {
      checkRetention(topic, config, warnings);
    }
  }

  private static void checkCompacted(
      JobTopic topic, String policy, JobConfig<KafkaEnds> config, Consumer<String> warnings) {
    if (topic.role() == JobTopic.Role.PIECES) {
      throw new BadInputException(
          "Topic %s is compacted (cleanup.policy=%s), which would leave the last piece of each completion: set its cleanup.policy to delete."
              .formatted(topic.name(), policy));
    }
    if (config.serving().delivery() == Delivery.EXACTLY_ONCE) {
      // A record that is gone looks like one whose transaction was aborted.
      throw new BadInputException(
          "Topic %s is compacted (cleanup.policy=%s), so it cannot tell after an outage what was committed, and results would come twice, old ones over newer ones: set its cleanup.policy to delete, or take --delivery at-least-once."
              .formatted(topic.name(), policy));
    }
    warnings.accept(
        "Topic %s is compacted (cleanup.policy=%s): of the results of one request_id it keeps the one written last, which need not be that of the newest event."
            .formatted(topic.name(), policy));
  }

  private static void checkRetention(
      JobTopic topic, JobConfig<KafkaEnds> config, Consumer<String> warnings) {
    long kept = topic.number(TopicConfig.RETENTION_MS_CONFIG).orElse(-1);
    long least = Math.max(LEAST_RETENTION.toMillis(), config.checkpoints().interval().toMillis());
    if (kept < 0 || kept >= least) {
      return;
    }
    String what =
        "Topic %s deletes records after %d ms (retention.ms), perhaps before anybody has read them: raise it to %d at least"
            .formatted(topic.name(), kept, least);
    if (config.serving().delivery() == Delivery.EXACTLY_ONCE
        && topic.role() != JobTopic.Role.PIECES) {
      throw new BadInputException(
          what + ", and above the longest time in which the job may be down.");
    }
    warnings.accept(what + ".");
  }
}
