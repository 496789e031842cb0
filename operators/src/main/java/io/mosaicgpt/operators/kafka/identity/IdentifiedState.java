package io.mosaicgpt.operators.kafka.identity;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.SplitAndAssignmentStatus;

/**
 * The state of the source's enumerator.
 *
 * @param identity whose it is; empty in state of programs that did not note it
 * @param partitions the connector's part
 */
public record IdentifiedState(Optional<JobIdentity> identity, KafkaSourceEnumState partitions) {
  public IdentifiedState {
    requireNonNull(identity, "identity is null");
    requireNonNull(partitions, "partitions is null");
  }

  /**
   * Why a job cannot go on from this: the end of a sentence that begins with the state's name;
   * empty when it can.
   */
  public Optional<String> whyNotInputOf(JobIdentity job) {
    if (identity.isPresent()) {
      return job.whyNotInputOf(identity.get());
    }
    Set<String> topics = new TreeSet<>();
    partitions.splits().forEach(split -> topics.add(split.split().getTopic()));
    return topics.isEmpty() || topics.equals(Set.of(job.inputTopic()))
        ? Optional.empty()
        : Optional.of(
            "is of input topic %s, not of %s"
                .formatted(String.join(" and ", topics), job.inputTopic()));
  }

  /** Whether partitions have ends; empty when there are none, or old state does not tell. */
  public Optional<Boolean> bounded() {
    return partitions.splits().stream()
        .map(SplitAndAssignmentStatus::split)
        .filter(split -> !split.isMigrated())
        .findAny()
        .map(split -> split.getStoppingOffset().isPresent());
  }
}
