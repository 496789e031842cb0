package io.mosaicgpt.operators.kafka;

import io.mosaicgpt.operators.state.DecodedEventTypeInfo;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.InstructionDecoder;
import io.mosaicgpt.operators.wire.KafkaOrigin;
import io.mosaicgpt.operators.wire.registry.RegistryConfig;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One event per Kafka record, readable or not. Fails only when the schema registry is silent. */
final class InstructionDeserializer implements KafkaRecordDeserializationSchema<DecodedEvent> {
  private static final long serialVersionUID = 1L;

  private final int maxEventBytes;
  private final RegistryConfig registry;
  private transient InstructionDecoder decoder;

  /**
   * @param registry null for none
   */
  InstructionDeserializer(int maxEventBytes, RegistryConfig registry) {
    this.maxEventBytes = maxEventBytes;
    this.registry = registry;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    decoder =
        new InstructionDecoder(
            maxEventBytes, Optional.ofNullable(registry).map(RegistryConfig::connect));
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> consumed, Collector<DecodedEvent> out)
      throws IOException {
    KafkaOrigin origin =
        new KafkaOrigin(
            consumed.topic(),
            consumed.partition(),
            consumed.offset(),
            consumed.timestamp(),
            consumed.key(),
            EventHeaders.of(consumed.headers()));
    out.collect(decoder.decode(consumed.value(), origin));
  }

  @Override
  public TypeInformation<DecodedEvent> getProducedType() {
    return DecodedEventTypeInfo.INSTANCE;
  }
}
