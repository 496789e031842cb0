package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * How to reach Kafka.
 *
 * @param bootstrapServers comma-separated {@code host:port}
 * @param properties further properties of every client, security among them
 * @param ids what is known of the brokers' side
 */
public record KafkaConnection(
    String bootstrapServers, Map<String, String> properties, KafkaIds ids) {
  public KafkaConnection {
    requireNonNull(bootstrapServers, "bootstrapServers is null");
    properties = Map.copyOf(properties);
    requireNonNull(ids, "ids is null");
  }

  /** Brokers that nobody has asked anything yet. */
  public KafkaConnection(String bootstrapServers, Map<String, String> properties) {
    this(bootstrapServers, properties, KafkaIds.UNKNOWN);
  }

  /**
   * Reads and validates the settings of the connection.
   *
   * @throws BadInputException for an address that is none, or a property that is the job's own
   */
  static KafkaConnection from(Settings settings) {
    Map<String, Settings.Value> properties = settings.kafkaProperties();
    ReservedProperties.refuse(properties, settings.get(KafkaSettings.BOUNDED));
    return new KafkaConnection(
        settings.get(KafkaSettings.BOOTSTRAP_SERVERS),
        properties.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, property -> property.getValue().text())));
  }

  /** The same with another property. */
  public KafkaConnection with(String name, String value) {
    Map<String, String> all = new HashMap<>(properties);
    all.put(name, value);
    return new KafkaConnection(bootstrapServers, all, ids);
  }

  /** The same, and what it is called there. */
  public KafkaConnection with(KafkaIds known) {
    return new KafkaConnection(bootstrapServers, properties, known);
  }

  /** Everything a Kafka client needs, bootstrap servers included. */
  public Properties clientProperties() {
    Properties all = new Properties();
    all.putAll(properties);
    all.setProperty("bootstrap.servers", bootstrapServers);
    return all;
  }
}
