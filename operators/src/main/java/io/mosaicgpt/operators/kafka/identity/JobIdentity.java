package io.mosaicgpt.operators.kafka.identity;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What a job's state belongs to.
 *
 * @param kafkaCluster Kafka's id of the cluster; empty when it was not asked
 * @param group consumer group, and prefix of transactions
 * @param inputTopic where the events are
 * @param inputTopicId Kafka's id of that topic, another one when it is created again; empty when it
 *     was not asked
 * @param outputTopics where every event's result is, in a fixed order; those that a job may do
 *     without are not among them
 */
public record JobIdentity(
    String kafkaCluster,
    String group,
    String inputTopic,
    String inputTopicId,
    List<String> outputTopics)
    implements Serializable {
  public JobIdentity {
    requireNonNull(kafkaCluster, "kafkaCluster is null");
    requireNonNull(group, "group is null");
    requireNonNull(inputTopic, "inputTopic is null");
    requireNonNull(inputTopicId, "inputTopicId is null");
    outputTopics = List.copyOf(outputTopics);
  }

  /** Whether the state of this job could be that one's: one group of one cluster. */
  public boolean isOfTheSameGroupAs(JobIdentity other) {
    return group.equals(other.group) && agree(kafkaCluster, other.kafkaCluster);
  }

  /**
   * Why offsets of another job's state mean nothing here: the end of a sentence that begins with
   * the state's name; empty when they do mean something.
   */
  public Optional<String> whyNotInputOf(JobIdentity saved) {
    if (!agree(kafkaCluster, saved.kafkaCluster)) {
      return Optional.of(
          "is of Kafka cluster %s, and this one is %s".formatted(saved.kafkaCluster, kafkaCluster));
    }
    if (!inputTopic.equals(saved.inputTopic)) {
      return Optional.of("is of input topic %s, not of %s".formatted(saved.inputTopic, inputTopic));
    }
    if (!agree(inputTopicId, saved.inputTopicId)) {
      return Optional.of(
          "is of an earlier input topic %s, which was deleted and created again since"
              .formatted(inputTopic));
    }
    return Optional.empty();
  }

  /** This job with the ids that it was not told and that its state has. */
  JobIdentity completedBy(JobIdentity saved) {
    return new JobIdentity(
        kafkaCluster.isEmpty() ? saved.kafkaCluster : kafkaCluster,
        group,
        inputTopic,
        inputTopicId.isEmpty() ? saved.inputTopicId : inputTopicId,
        outputTopics);
  }

  private static boolean agree(String id, String other) {
    return id.isEmpty() || other.isEmpty() || id.equals(other);
  }
}
