package io.mosaicgpt.operators.kafka;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.kafka.bounded.BoundedSource;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.InstructionDecoder;
import io.mosaicgpt.operators.wire.registry.RegistryConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the source of instruction events. It starts where the group committed last, or at the
 * beginning unless told otherwise; reads committed records only; and goes on for ever unless
 * bounded.
 */
public final class InstructionSource {
  private static final Logger LOG = LoggerFactory.getLogger(InstructionSource.class);

  /** Room for a record's key and headers beside its value. */
  private static final int RECORD_OVERHEAD_BYTES = 64 << 10;

  private static final int LEAST_FETCH_BYTES = 1 << 20;

  /** A poll is held in memory. Events are few and heavy, so a poll need not bring many. */
  private static final int FETCHED_PARTITIONS = 8;

  private static final String POLLED_RECORDS = "64";

  private final Map<String, String> properties = new HashMap<>();
  private String bootstrapServers;
  private List<String> topics = List.of();
  private String groupId;
  private OffsetsInitializer startingOffsets = StartingPoint.EARLIEST.offsets();
  private boolean bounded;
  private int maxEventBytes = InstructionDecoder.DEFAULT_MAX_EVENT_BYTES;
  private RegistryConfig registry;

  private InstructionSource() {}

  /** A builder with everything at its default. */
  public static InstructionSource builder() {
    return new InstructionSource();
  }

  /** Brokers as {@code host:port}, separated by commas. Required. */
  public InstructionSource bootstrapServers(String servers) {
    this.bootstrapServers = servers;
    return this;
  }

  /** Topics to read. Required. */
  public InstructionSource topics(String... names) {
    this.topics = List.of(names);
    return this;
  }

  /** Consumer group under which offsets are committed with each checkpoint. Required. */
  public InstructionSource groupId(String group) {
    this.groupId = group;
    return this;
  }

  /** Where a job without a checkpoint starts if its group has committed nothing. */
  public InstructionSource startingPoint(StartingPoint point) {
    return startingOffsets(point.offsets());
  }

  /** Where a job without a checkpoint starts. */
  public InstructionSource startingOffsets(OffsetsInitializer offsets) {
    this.startingOffsets = requireNonNull(offsets, "offsets is null");
    return this;
  }

  /**
   * Whether to stop at the end that the topics have when the job starts. That end is part of its
   * checkpoints; partitions that are new at a restore are read to the end that they have then.
   */
  public InstructionSource bounded(boolean stops) {
    this.bounded = stops;
    return this;
  }

  /** Largest event accepted in bytes; a larger one becomes an unreadable event. */
  public InstructionSource maxEventBytes(int bytes) {
    this.maxEventBytes = bytes;
    return this;
  }

  /** Where the schemas of framed events are; null refuses such events. */
  public InstructionSource registry(RegistryConfig config) {
    this.registry = config;
    return this;
  }

  /** Consumer settings, for example of security; they go before the defaults of this class. */
  public InstructionSource properties(Map<String, String> settings) {
    properties.putAll(settings);
    return this;
  }

  /**
   * Builds the source.
   *
   * @throws IllegalArgumentException when a required setting is missing or a value is unusable
   */
  public Source<DecodedEvent, KafkaPartitionSplit, KafkaSourceEnumState> build() {
    Required.text(bootstrapServers, "bootstrap-servers", "localhost:9092");
    Required.text(String.join("", topics), "input-topic", "llm.instructions.v1");
    Required.text(groupId, "group-id", "mosaicgpt");
    if (maxEventBytes < 1) {
      throw new IllegalArgumentException(
          "max-event-bytes is " + maxEventBytes + "; it must be at least 1");
    }
    Properties consumer = consumerProperties();
    KafkaSourceBuilder<DecodedEvent> source =
        KafkaSource.<DecodedEvent>builder()
            .setProperties(consumer)
            .setTopics(topics)
            .setStartingOffsets(startingOffsets)
            .setDeserializer(new InstructionDeserializer(maxEventBytes, registry));
    if (properties.containsKey(ConsumerConfig.CLIENT_ID_CONFIG)) {
      source.setClientIdPrefix(properties.get(ConsumerConfig.CLIENT_ID_CONFIG));
    }
    return bounded
        ? BoundedSource.of(source.setBounded(OffsetsInitializer.latest()).build(), consumer)
        : source.build();
  }

  private Properties consumerProperties() {
    Properties all = new Properties();
    int partition =
        (int)
            Math.min(
                Math.max(LEAST_FETCH_BYTES, (long) maxEventBytes + RECORD_OVERHEAD_BYTES),
                Integer.MAX_VALUE);
    int fetch = (int) Math.min((long) partition * FETCHED_PARTITIONS, Integer.MAX_VALUE);
    all.setProperty(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, String.valueOf(partition));
    all.setProperty(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, String.valueOf(fetch));
    all.setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLLED_RECORDS);
    all.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.putAll(properties);
    all.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    all.setProperty(ConsumerConfig.GROUP_ID_CONFIG, groupId);
    warnOfWeakened(all);
    return all;
  }

  private static void warnOfWeakened(Properties all) {
    if (!"read_committed".equals(all.getProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG))) {
      LOG.warn(
          "{}={} answers events that their producer may take back; leave it at read_committed.",
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          all.getProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG));
    }
    if (Boolean.parseBoolean(all.getProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG))) {
      LOG.warn(
          "{}=true commits events that are not answered yet: a job that starts without its"
              + " checkpoint loses them; leave it at false.",
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG);
    }
  }
}
