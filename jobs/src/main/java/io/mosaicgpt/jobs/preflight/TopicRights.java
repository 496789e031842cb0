package io.mosaicgpt.jobs.preflight;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.operators.sink.Delivery;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.acl.AclOperation;

/** What the job's user may do with a topic. */
final class TopicRights implements TopicCheck {
  @Override
  public void check(JobTopic topic, JobConfig<KafkaEnds> config, Consumer<String> warnings) {
    List<AclOperation> missing =
        topic
            .rights()
            .map(has -> needed(topic, config).stream().filter(right -> !has.contains(right)))
            .map(lacks -> lacks.toList())
            .orElse(List.of());
    if (!missing.isEmpty()) {
      throw new BadInputException(
          "Kafka at %s does not let the job %s topic %s: give its user the right, or another user with --kafka-property."
              .formatted(
                  config.ends().kafka().bootstrapServers(),
                  missing.contains(AclOperation.WRITE) ? "write to" : "read",
                  topic.name()));
    }
  }

  private static List<AclOperation> needed(JobTopic topic, JobConfig<KafkaEnds> config) {
    return switch (topic.role()) {
      case INPUT -> List.of(AclOperation.READ);
      case PIECES -> List.of(AclOperation.WRITE);
      // After an outage the topic itself tells whether a transaction was committed.
      case COMPLETIONS, DEAD_LETTERS ->
          config.serving().delivery() == Delivery.EXACTLY_ONCE
              ? List.of(AclOperation.WRITE, AclOperation.READ)
              : List.of(AclOperation.WRITE);
    };
  }
}
