package io.mosaicgpt.jobs.config;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * How to reach Kafka.
 *
 * @param bootstrapServers comma-separated {@code host:port}
 * @param properties further properties of every client, security among them
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> properties) {
  public KafkaConnection {
    requireNonNull(bootstrapServers, "bootstrapServers is null");
    properties = Map.copyOf(properties);
  }

  /** The same with another property. */
  public KafkaConnection with(String name, String value) {
    Map<String, String> all = new HashMap<>(properties);
    all.put(name, value);
    return new KafkaConnection(bootstrapServers, all);
  }

  /** Everything a Kafka client needs, bootstrap servers included. */
  public Properties clientProperties() {
    Properties all = new Properties();
    all.putAll(properties);
    all.setProperty("bootstrap.servers", bootstrapServers);
    return all;
  }
}
