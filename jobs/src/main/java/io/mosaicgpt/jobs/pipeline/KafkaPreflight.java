package io.mosaicgpt.jobs.pipeline;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.JobConfig;
import io.mosaicgpt.operators.kafka.RecordSinkBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Looks at Kafka before the job starts, so that a wrong address or a missing topic is a sentence
 * now rather than a job that restarts forever.
 */
public final class KafkaPreflight {
  private static final int TIMEOUT_MILLIS = 5000;

  private final JobConfig config;

  public KafkaPreflight(JobConfig config) {
    this.config = requireNonNull(config, "config is null");
  }

  /**
   * Checks brokers and topics, and creates missing topics when the configuration says so.
   *
   * @return the id of the Kafka cluster
   * @throws BadInputException when no broker answers, refuses us, or a topic is missing
   */
  public String check() throws InterruptedException {
    try (Admin admin = admin()) {
      Set<String> there = get(admin.listTopics().names());
      List<String> missing =
          config.topics().all().stream().filter(topic -> !there.contains(topic)).toList();
      if (!missing.isEmpty() && !config.createTopics()) {
        throw new BadInputException(
            "Kafka at %s has no topic %s: create it, or let --create-topics do so."
                .formatted(
                    config.kafka().bootstrapServers(), String.join(" and no topic ", missing)));
      }
      if (!missing.isEmpty()) {
        create(admin, missing);
      }
      requireRoom(admin);
      return get(admin.describeCluster().clusterId());
    }
  }

  /** A record that its topic does not take would fail the job, each time it is restored. */
  private void requireRoom(Admin admin) throws InterruptedException {
    String size =
        config
            .kafka()
            .properties()
            .getOrDefault(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                String.valueOf(RecordSinkBuilder.DEFAULT_MAX_REQUEST_BYTES))
            .strip();
    if (!size.matches("\\d{1,10}")) {
      return; // the sinks say so
    }
    long written = Long.parseLong(size);
    for (String topic : config.topics().outputs()) {
      OptionalLong taken = largestMessage(admin, topic);
      if (taken.orElse(Long.MAX_VALUE) < written) {
        throw new BadInputException(
            ("Topic %s takes messages of at most %d bytes, but the job writes up to %d: raise the"
                    + " topic's max.message.bytes, or set --kafka-property max.request.size=%d.")
                .formatted(topic, taken.getAsLong(), written, taken.getAsLong()));
      }
    }
  }

  /** Empty when we may not know, or a topic that was just created is not yet known everywhere. */
  private OptionalLong largestMessage(Admin admin, String topic) throws InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      Config settings = get(admin.describeConfigs(List.of(resource)).values().get(resource));
      return OptionalLong.of(
          Long.parseLong(settings.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value()));
    } catch (BadInputException e) {
      if (e.getCause() instanceof AuthorizationException
          || e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof UnsupportedVersionException) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  private Admin admin() {
    Properties properties = config.kafka().clientProperties();
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    try {
      return Admin.create(properties);
    } catch (KafkaException e) {
      throw unusable(e);
    }
  }

  private static BadInputException unusable(KafkaException failure) {
    Throwable cause = failure; // "Failed to create", twice, around what is wrong
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String reason = String.valueOf(cause.getMessage());
    if (reason.contains("JAAS")) {
      // It quotes what it stumbled over, which can be a piece of the password, and so do its
      // causes.
      reason = reason.replaceAll("'.*'", "...");
      cause = null;
    }
    return new BadInputException(
        "The Kafka settings cannot be used: %s: check --bootstrap-servers and --kafka-property."
            .formatted(reason),
        cause);
  }

  private void create(Admin admin, List<String> missing) throws InterruptedException {
    List<NewTopic> topics = new ArrayList<>();
    for (String name : missing) {
      // The brokers' defaults, but never fewer partitions of the input than subtasks to read them.
      boolean input = name.equals(config.topics().input()) && config.parallelism() > 1;
      Optional<Integer> partitions = input ? Optional.of(config.parallelism()) : Optional.empty();
      topics.add(new NewTopic(name, partitions, Optional.empty()));
    }
    try {
      get(admin.createTopics(topics).all());
    } catch (TopicExistsException e) {
      // somebody else was quicker
    }
  }

  private <T> T get(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get(2L * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException exists) {
        throw exists;
      }
      throw refused(e.getCause());
    } catch (TimeoutException e) {
      throw unreachable(e);
    }
  }

  private BadInputException refused(Throwable cause) {
    if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
      return new BadInputException(
          "Kafka at %s refuses us: %s: check the security settings given with --kafka-property."
              .formatted(config.kafka().bootstrapServers(), cause.getMessage()),
          cause);
    }
    return unreachable(cause);
  }

  private BadInputException unreachable(Throwable cause) {
    return new BadInputException(
        ("No Kafka broker answers at %s: start one, or give its address with --bootstrap-servers, and"
                + " --kafka-property security.protocol=SASL_SSL or SSL if it wants that.")
            .formatted(config.kafka().bootstrapServers()),
        cause);
  }
}
