package io.mosaicgpt.operators.kafka.transaction;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Hands records through that are serialized already, and tells the connector their topic. */
final class FinishedRecord
    implements KafkaRecordSerializationSchema<ProducerRecord<byte[], byte[]>>,
        KafkaDatasetFacetProvider {
  private static final long serialVersionUID = 1L;

  private final KafkaDatasetFacetProvider topic;

  /**
   * @param topic serializable
   */
  FinishedRecord(KafkaDatasetFacetProvider topic) {
    this.topic = requireNonNull(topic, "topic is null");
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      ProducerRecord<byte[], byte[]> record, KafkaSinkContext context, Long timestamp) {
    return record;
  }

  @Override
  public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return topic.getKafkaDatasetFacet();
  }
}
