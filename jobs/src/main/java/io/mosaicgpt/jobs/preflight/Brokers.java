package io.mosaicgpt.jobs.preflight;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.KafkaConnection;
import io.mosaicgpt.jobs.job.TopicLeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** The brokers as they are asked before the start; every failure is one sentence. */
final class Brokers implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 5000;

  private final KafkaConnection kafka;
  private final Admin admin;

  /**
   * Connects to none yet.
   *
   * @throws BadInputException when the settings are unusable, or name no host that has an address
   */
  Brokers(KafkaConnection kafka) {
    this.kafka = requireNonNull(kafka, "kafka is null");
    Properties properties = kafka.clientProperties();
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    try {
      this.admin = Admin.create(properties);
    } catch (KafkaException e) {
      throw KafkaFailure.unusable(kafka, e);
    }
  }

  /**
   * Waits until one answers, as one may just be starting.
   *
   * @param say told when it takes longer than a moment
   * @throws BadInputException when none does, or one refuses us
   */
  void await(Duration patience, Consumer<String> say) throws InterruptedException {
    int most = Math.toIntExact(patience.toMillis());
    KafkaFuture<Collection<Node>> nodes =
        admin.describeCluster(new DescribeClusterOptions().timeoutMs(most)).nodes();
    try {
      nodes.get(Math.min(most, TIMEOUT_MILLIS), TimeUnit.MILLISECONDS);
      return;
    } catch (ExecutionException e) {
      throw KafkaFailure.of(kafka, e.getCause());
    } catch (TimeoutException e) {
      say.accept("Waiting for Kafka at %s ...".formatted(kafka.bootstrapServers()));
    }
    get(nodes, most);
  }

  String clusterId() throws InterruptedException {
    return get(admin.describeCluster().clusterId());
  }

  /** Those of the topics that are there. */
  Map<String, TopicDescription> topics(Collection<String> names) throws InterruptedException {
    DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
    Map<String, TopicDescription> there = new LinkedHashMap<>();
    for (var topic : admin.describeTopics(names, options).topicNameValues().entrySet()) {
      try {
        there.put(topic.getKey(), get(topic.getValue()));
      } catch (BadInputException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return there;
  }

  /** Creates topics, and waits for those that somebody else was quicker with just the same. */
  void create(List<NewTopic> topics) throws InterruptedException {
    for (KafkaFuture<Void> one : admin.createTopics(topics).values().values()) {
      try {
        get(one);
      } catch (BadInputException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  /**
   * Waits until topics that were just created can be written to.
   *
   * @throws BadInputException when they cannot
   */
  void awaitLeaders(Collection<TopicDescription> topics, Duration patience)
      throws InterruptedException {
    Map<String, Integer> partitions = new LinkedHashMap<>();
    topics.forEach(topic -> partitions.put(topic.name(), topic.partitions().size()));
    try {
      TopicLeaders.await(admin, partitions, patience);
    } catch (ExecutionException | TimeoutException e) {
      if (e instanceof ExecutionException && !(e.getCause() instanceof RetriableException)) {
        throw KafkaFailure.of(kafka, e.getCause());
      }
      throw new BadInputException(
          "Kafka at %s has the new topics %s but does not open them for writing: see the brokers' logs, and try again."
              .formatted(kafka.bootstrapServers(), String.join(", ", partitions.keySet())),
          e);
    }
  }

  /**
   * Whether a consumer group has committed offsets in a topic; true when nobody can say for now.
   *
   * @throws BadInputException when the job may not know them
   */
  boolean hasCommitted(String group, String topic) throws InterruptedException {
    try {
      return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
          .entrySet()
          .stream()
          .anyMatch(offset -> offset.getKey().topic().equals(topic) && offset.getValue() != null);
    } catch (BadInputException e) {
      if (e.getCause() instanceof AuthorizationException) {
        throw new BadInputException(
            "Kafka at %s does not let the job use the consumer group %s: give its user Read on it, or give another with --group-id."
                .formatted(kafka.bootstrapServers(), group),
            e);
      }
      return true;
    }
  }

  /** The configuration of a topic; empty when we may not know, or it is too new. */
  Map<String, String> settings(String topic) throws InterruptedException {
    return settings(new ConfigResource(ConfigResource.Type.TOPIC, topic));
  }

  /** The configuration of a broker, of all that are there the first; empty when we may not know. */
  Map<String, String> brokerSettings() throws InterruptedException {
    List<Node> nodes = new ArrayList<>(get(admin.describeCluster().nodes()));
    return settings(new ConfigResource(ConfigResource.Type.BROKER, nodes.get(0).idString()));
  }

  private Map<String, String> settings(ConfigResource resource) throws InterruptedException {
    try {
      Config config = get(admin.describeConfigs(List.of(resource)).values().get(resource));
      Map<String, String> settings = new HashMap<>();
      config
          .entries()
          .forEach(
              entry ->
                  Optional.ofNullable(entry.value())
                      .ifPresent(value -> settings.put(entry.name(), value)));
      return settings;
    } catch (BadInputException e) {
      if (e.getCause() instanceof AuthorizationException
          || e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof UnsupportedVersionException) {
        return Map.of();
      }
      throw e;
    }
  }

  private <T> T get(KafkaFuture<T> future) throws InterruptedException {
    return get(future, 2 * TIMEOUT_MILLIS);
  }

  private <T> T get(KafkaFuture<T> future, int millis) throws InterruptedException {
    try {
      return future.get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw KafkaFailure.of(kafka, e.getCause());
    } catch (TimeoutException e) {
      throw KafkaFailure.of(kafka, e);
    }
  }

  /** Does not wait for what no broker answers. */
  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
