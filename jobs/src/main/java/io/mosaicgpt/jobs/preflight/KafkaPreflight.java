package io.mosaicgpt.jobs.preflight;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.job.KafkaIds;
import io.mosaicgpt.jobs.preflight.JobTopic.Role;
import io.mosaicgpt.operators.sink.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;

/**
 * Looks at Kafka before the job starts, so that a wrong address, a missing topic or one that cannot
 * work is a sentence now rather than a job that restarts for ever.
 */
public final class KafkaPreflight {
  /** How long a broker may take to start. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A broker may learn of a topic a moment after whoever created it has been told so. */
  private static final Duration NEWS_OF_TOPICS = Duration.ofSeconds(1);

  /** How long a new topic may take to be known everywhere. */
  private static final Duration TOPIC_PATIENCE = Duration.ofSeconds(10);

  static final List<TopicCheck> CHECKS =
      List.of(
          new TopicRights(),
          new TopicRoom(),
          new TopicReplicas(),
          new TopicCleanup(),
          new TopicTimestamps());

  private final JobConfig<KafkaEnds> config;
  private final Duration patience;
  private final Consumer<String> say;

  /**
   * A check.
   *
   * @param patience how long no broker has to answer before that is a failure
   * @param say takes sentences on what takes longer, or works otherwise than one may think
   */
  public KafkaPreflight(JobConfig<KafkaEnds> config, Duration patience, Consumer<String> say) {
    this.config = requireNonNull(config, "config is null");
    this.patience = requireNonNull(patience, "patience is null");
    this.say = requireNonNull(say, "say is null");
  }

  /**
   * Checks brokers and topics, and creates missing topics when the configuration says so.
   *
   * @throws BadInputException when no broker answers or refuses us, a topic is missing, or the job
   *     could not work with what is there
   */
  public CheckedKafka check() throws InterruptedException {
    try (Brokers brokers = new Brokers(config.ends().kafka())) {
      brokers.await(patience, say);
      Map<String, String> ids = new LinkedHashMap<>();
      for (JobTopic topic : topics(brokers)) {
        for (TopicCheck check : CHECKS) {
          check.check(topic, config, say);
        }
        ids.put(topic.name(), topic.id());
      }
      boolean served =
          brokers.hasCommitted(config.ends().groupId(), config.ends().topics().input());
      String cluster = brokers.clusterId();
      KafkaIds known = new KafkaIds(cluster, ids.get(config.ends().topics().input()));
      JobConfig<KafkaEnds> within = withinTransactionLimit(brokers);
      return new CheckedKafka(cluster, ids, within.with(within.ends().with(known)), served);
    }
  }

  private JobConfig<KafkaEnds> withinTransactionLimit(Brokers brokers) throws InterruptedException {
    if (config.serving().delivery() != Delivery.EXACTLY_ONCE) {
      return config;
    }
    String limit = brokers.brokerSettings().get(TransactionLimit.SETTING);
    JobConfig<KafkaEnds> within =
        limit == null ? config : new TransactionLimit(Long.parseLong(limit)).applyTo(config, say);
    new TransactionTrial(within.ends()).run();
    return within;
  }

  private List<JobTopic> topics(Brokers brokers) throws InterruptedException {
    Map<String, Role> roles = roles();
    Map<String, TopicDescription> there = brokers.topics(roles.keySet());
    List<String> unseen = without(roles.keySet(), there);
    if (!unseen.isEmpty()) {
      Thread.sleep(NEWS_OF_TOPICS.toMillis());
      Map<String, TopicDescription> fresh = brokers.topics(unseen);
      List<String> missing = without(unseen, fresh);
      if (!missing.isEmpty()) {
        create(brokers, missing);
        fresh.putAll(awaitTopics(brokers, missing));
      }
      brokers.awaitLeaders(fresh.values(), TOPIC_PATIENCE);
      there.putAll(fresh);
    }
    List<JobTopic> topics = new ArrayList<>();
    for (Map.Entry<String, Role> topic : roles.entrySet()) {
      TopicDescription described = there.get(topic.getKey());
      int partitions = described.partitions().size();
      if (topic.getValue() == Role.INPUT && partitions < config.serving().parallelism()) {
        say.accept(
            "Topic %s has fewer partitions (%d) than --parallelism (%d): subtasks beyond them have nothing to read."
                .formatted(described.name(), partitions, config.serving().parallelism()));
      }
      topics.add(
          new JobTopic(
              described.name(),
              described.topicId().equals(Uuid.ZERO_UUID) ? "" : described.topicId().toString(),
              topic.getValue(),
              described.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0),
              Optional.ofNullable(described.authorizedOperations()),
              brokers.settings(described.name())));
    }
    return topics;
  }

  private static List<String> without(
      Collection<String> names, Map<String, TopicDescription> known) {
    return names.stream().filter(name -> !known.containsKey(name)).toList();
  }

  private Map<String, Role> roles() {
    Map<String, Role> roles = new LinkedHashMap<>();
    roles.put(config.ends().topics().input(), Role.INPUT);
    roles.put(config.ends().topics().output(), Role.COMPLETIONS);
    roles.put(config.ends().topics().deadLetters(), Role.DEAD_LETTERS);
    config.ends().topics().partial().ifPresent(name -> roles.put(name, Role.PIECES));
    return roles;
  }

  private void create(Brokers brokers, List<String> missing) throws InterruptedException {
    if (!config.ends().createTopics()) {
      throw new BadInputException(
          "Kafka at %s has no topic %s: create it, or let --create-topics do so."
              .formatted(
                  config.ends().kafka().bootstrapServers(),
                  String.join(" and no topic ", missing)));
    }
    List<NewTopic> topics = new ArrayList<>();
    for (String name : missing) {
      // The brokers' defaults, but never fewer partitions of the input than subtasks to read them.
      boolean input =
          name.equals(config.ends().topics().input()) && config.serving().parallelism() > 1;
      Optional<Integer> partitions =
          input ? Optional.of(config.serving().parallelism()) : Optional.empty();
      topics.add(new NewTopic(name, partitions, Optional.empty()));
    }
    brokers.create(topics);
  }

  private Map<String, TopicDescription> awaitTopics(Brokers brokers, List<String> names)
      throws InterruptedException {
    long deadline = System.nanoTime() + TOPIC_PATIENCE.toNanos();
    Map<String, TopicDescription> there = brokers.topics(names);
    while (there.size() < names.size()) {
      if (System.nanoTime() > deadline) {
        throw new BadInputException(
            "Kafka at %s has made the topics %s but does not show them: try again, or create them by hand."
                .formatted(config.ends().kafka().bootstrapServers(), String.join(", ", names)));
      }
      Thread.sleep(100);
      there = brokers.topics(names);
    }
    return there;
  }
}
