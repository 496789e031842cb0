package io.mosaicgpt.operators.kafka;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.wire.RecordEncoder;
import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.operators.wire.registry.RegistryConfig;
import io.mosaicgpt.operators.wire.registry.RegistryException;
import io.mosaicgpt.schemas.EventHeader;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Output records as Kafka records, stamped with the time they were made and with their events'
 * headers, if there is room. Tells the connector its topic, which pooled transaction names need.
 */
final class TopicSerializer<T extends SpecificRecord>
    implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(TopicSerializer.class);

  private final RecordShape<T> shape;
  private final String topic;
  private final RecordEncoding encoding;
  private final RegistryConfig registry;
  private final int largestBytes;
  private transient RecordEncoder<T> encoder;

  /**
   * @param registry null for none
   * @param largestBytes of a value, its key and its headers together
   */
  TopicSerializer(
      RecordShape<T> shape,
      String topic,
      RecordEncoding encoding,
      RegistryConfig registry,
      int largestBytes) {
    this.shape = requireNonNull(shape, "shape is null");
    this.topic = requireNonNull(topic, "topic is null");
    this.encoding = requireNonNull(encoding, "encoding is null");
    this.registry = registry;
    this.largestBytes = largestBytes;
  }

  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext)
      throws RegistryException {
    encoder =
        encoding.encoder(
            shape.schema(), topic, Optional.ofNullable(registry).map(RegistryConfig::connect));
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T datum, KafkaSinkContext context, Long timestamp) {
    T written = datum;
    byte[] value = encode(written);
    byte[] key = shape.key(written);
    int bytes = size(key, value);
    List<EventHeader> headers = CarriedHeaders.of(datum);
    if (!headers.isEmpty() && bytes + CarriedHeaders.size(headers) > largestBytes) {
      LOG.warn(
          "Headers of {} are left out: with them it has {} bytes of at most {}.",
          shorten(shape.name(datum)),
          bytes + CarriedHeaders.size(headers),
          largestBytes);
      headers = List.of();
    }
    while (bytes > largestBytes) {
      T reduced = shape.reduced(written, bytes, largestBytes);
      if (reduced == written) {
        throw tooLarge(datum, bytes);
      }
      LOG.warn(
          "Fields of {} are left out: it has {} bytes of at most {}.",
          shorten(shape.name(datum)),
          bytes,
          largestBytes);
      written = reduced;
      value = encode(written);
      key = shape.key(written);
      bytes = size(key, value);
    }
    return new ProducerRecord<>(
        topic, null, shape.madeAt(datum), key, value, CarriedHeaders.kafka(headers));
  }

  private byte[] encode(T datum) {
    return encoder.encode(CarriedHeaders.taken(datum));
  }

  private IllegalStateException tooLarge(T datum, int bytes) {
    return new IllegalStateException(
        shorten(shape.name(datum))
            + " has "
            + bytes
            + " bytes of at most "
            + largestBytes
            + ", even without the fields that it could do without; raise max.request.size and"
            + " the topic's max.message.bytes");
  }

  private static int size(byte[] key, byte[] value) {
    return value.length + (key == null ? 0 : key.length);
  }

  /** A name holds what a stranger chose, line breaks perhaps, which would forge lines of a log. */
  private static String shorten(String name) {
    String line = name.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= 200 ? line : line.substring(0, 200) + "...";
  }

  @Override
  public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return Optional.of(
        new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic))));
  }
}
