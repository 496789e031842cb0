package io.mosaicgpt.jobs.preflight;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;

/**
 * A topic of the job as Kafka describes it.
 *
 * @param name its name
 * @param id what tells it from an earlier topic of the same name
 * @param role what the job does with it
 * @param replicas of its partitions
 * @param rights what the job's user may do with it; empty when Kafka does not say
 * @param settings its configuration by name; empty when Kafka does not say
 */
record JobTopic(
    String name,
    String id,
    Role role,
    int replicas,
    Optional<Set<AclOperation>> rights,
    Map<String, String> settings) {
  /** What the job does with a topic. */
  enum Role {
    INPUT,
    COMPLETIONS,
    DEAD_LETTERS,
    PIECES
  }

  JobTopic {
    requireNonNull(name, "name is null");
    requireNonNull(id, "id is null");
    requireNonNull(role, "role is null");
    rights = rights.map(Set::copyOf);
    settings = Map.copyOf(settings);
  }

  /** A setting, if Kafka told it. */
  Optional<String> text(String setting) {
    return Optional.ofNullable(settings.get(setting));
  }

  /** A setting that is a number, if Kafka told it. */
  OptionalLong number(String setting) {
    return text(setting).map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty());
  }
}
