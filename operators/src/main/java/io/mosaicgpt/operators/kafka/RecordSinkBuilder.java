package io.mosaicgpt.operators.kafka;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.kafka.transaction.RescuingSink;
import io.mosaicgpt.operators.sink.Delivery;
import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.operators.wire.registry.RegistryConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the sink of one kind of record. Obtained from {@link CompletionSink}, {@link
 * DeadLetterSink} or {@link ChunkSink}.
 *
 * @param <T> the record
 */
public final class RecordSinkBuilder<T extends SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(RecordSinkBuilder.class);

  /** Largest record written unless max.request.size says otherwise, in bytes: Kafka's default. */
  public static final int DEFAULT_MAX_REQUEST_BYTES = 1 << 20;

  /** How long a transaction may stay open unless transaction.timeout.ms says otherwise. */
  public static final Duration DEFAULT_TRANSACTION_TIMEOUT = TransactionTimeout.DEFAULT;

  /**
   * Whatever a dead letter or a completion cannot do without fits this: ids of 1,024 characters and
   * a sentence, at six bytes a character.
   */
  private static final int LEAST_REQUEST_BYTES = 32 << 10;

  /** What the producer counts beside key and value, with room to spare. */
  private static final int RECORD_OVERHEAD_BYTES = 1024;

  private final RecordShape<T> shape;
  private final Map<String, String> properties = new HashMap<>();
  private boolean alwaysAtLeastOnce;
  private String bootstrapServers;
  private String topic;
  private String jobName;
  private Delivery delivery = Delivery.EXACTLY_ONCE;
  private Duration checkpointInterval;
  private RecordEncoding encoding = RecordEncoding.AVRO;
  private RegistryConfig registry;

  RecordSinkBuilder(RecordShape<T> shape) {
    this.shape = requireNonNull(shape, "shape is null");
  }

  RecordSinkBuilder<T> alwaysAtLeastOnce() {
    alwaysAtLeastOnce = true;
    return this;
  }

  /** Brokers as {@code host:port}, separated by commas. Required. */
  public RecordSinkBuilder<T> bootstrapServers(String servers) {
    this.bootstrapServers = servers;
    return this;
  }

  /** Topic to write. Required. */
  public RecordSinkBuilder<T> topic(String name) {
    this.topic = name;
    return this;
  }

  /**
   * Tells this job's transactions from those of other jobs on the same brokers. It must stay the
   * same from one start to the next, so that a restarted job ends the transactions it left open.
   * Required for exactly-once.
   */
  public RecordSinkBuilder<T> jobName(String name) {
    this.jobName = name;
    return this;
  }

  /** The guarantee; exactly-once unless set. Chunks are at-least-once whatever is set. */
  public RecordSinkBuilder<T> delivery(Delivery guarantee) {
    this.delivery = requireNonNull(guarantee, "guarantee is null");
    return this;
  }

  /** The job's checkpoint interval. Required for exactly-once. */
  public RecordSinkBuilder<T> checkpointInterval(Duration interval) {
    this.checkpointInterval = interval;
    return this;
  }

  /** How records are encoded; Avro unless set. */
  public RecordSinkBuilder<T> encoding(RecordEncoding format) {
    this.encoding = requireNonNull(format, "format is null");
    return this;
  }

  /** Where Avro schemas are registered; null for single-object encoding. */
  public RecordSinkBuilder<T> registry(RegistryConfig config) {
    this.registry = config;
    return this;
  }

  /** Producer settings, for example of security; they go before the defaults of this class. */
  public RecordSinkBuilder<T> properties(Map<String, String> settings) {
    properties.putAll(settings);
    return this;
  }

  /**
   * Builds the sink.
   *
   * @throws IllegalArgumentException when a required setting is missing or a value is unusable
   */
  public Sink<T> build() {
    Required.text(bootstrapServers, "bootstrap-servers", "localhost:9092");
    Required.text(topic, "the topic of " + shape.kind(), "llm." + shape.kind() + ".v1");
    Properties all = producerProperties();
    int largestBytes = largestRequest(all) - RECORD_OVERHEAD_BYTES;
    TopicSerializer<T> serializer =
        new TopicSerializer<>(shape, topic, encoding, registry, largestBytes);
    if (alwaysAtLeastOnce || delivery == Delivery.AT_LEAST_ONCE) {
      warnOfWeakened(all);
      return KafkaSink.<T>builder()
          .setKafkaProducerConfig(all)
          .setBootstrapServers(bootstrapServers)
          .setRecordSerializer(serializer)
          .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
          .build();
    }
    requireSafe(all);
    TransactionTimeout.check(
        Duration.ofMillis(number(all, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG)),
        checkpointInterval);
    return new RescuingSink<>(serializer, all, transactionalIdPrefix());
  }

  /**
   * What this sink's transactional ids begin with. Needs topic and job name alone.
   *
   * <p>No job's prefix may be the beginning of another's, because a starting job ends all open
   * transactions that begin with its own. The slashes see to it: an encoded name has none.
   */
  public String transactionalIdPrefix() {
    String job = Required.text(jobName, "job-name", "mosaicgpt");
    return "mosaicgpt/"
        + URLEncoder.encode(job, StandardCharsets.UTF_8)
        + "/"
        + topic
        + "/"
        + shape.kind();
  }

  private Properties producerProperties() {
    Properties all = new Properties();
    all.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    all.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    all.setProperty(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(DEFAULT_MAX_REQUEST_BYTES));
    all.setProperty(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
        String.valueOf(TransactionTimeout.DEFAULT.toMillis()));
    all.putAll(properties);
    all.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return all;
  }

  private static boolean allAcks(Properties all) {
    String acks = all.getProperty(ProducerConfig.ACKS_CONFIG);
    return acks.equals("all") || acks.equals("-1");
  }

  private static boolean idempotent(Properties all) {
    return Boolean.parseBoolean(all.getProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG));
  }

  /** Kafka would refuse these too, but only once the job runs. */
  private static void requireSafe(Properties all) {
    if (!allAcks(all) || !idempotent(all)) {
      throw new IllegalArgumentException(
          "delivery exactly-once needs acks=all and enable.idempotence=true, not acks="
              + all.getProperty(ProducerConfig.ACKS_CONFIG)
              + " and enable.idempotence="
              + all.getProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG)
              + "; leave both out, or take delivery at-least-once");
    }
  }

  private void warnOfWeakened(Properties all) {
    if (!allAcks(all)) {
      LOG.warn(
          "acks={} loses {} when a broker fails that has not copied them; leave it at all.",
          all.getProperty(ProducerConfig.ACKS_CONFIG),
          shape.kind());
    }
    if (!idempotent(all)) {
      LOG.warn(
          "enable.idempotence=false lets a retry of the producer reorder {}; leave it at true.",
          shape.kind());
    }
  }

  private static int largestRequest(Properties all) {
    int bytes = number(all, ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    if (bytes < LEAST_REQUEST_BYTES) {
      throw new IllegalArgumentException(
          "max.request.size is "
              + bytes
              + ", but a record may need "
              + LEAST_REQUEST_BYTES
              + " bytes; raise it, and the topics' max.message.bytes with it");
    }
    return bytes;
  }

  private static int number(Properties all, String name) {
    try {
      return Integer.parseInt(all.getProperty(name).strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + " is '" + all.getProperty(name) + "', which is no whole number", e);
    }
  }
}
