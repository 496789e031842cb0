package io.mosaicgpt.operators.kafka.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class PrecommittedSerializerTest {
  private static final KafkaCommittable TRANSACTION =
      new KafkaCommittable(77, (short) 3, "tx", null);

  private static final Precommitted EXAMPLE =
      new Precommitted(
          TRANSACTION,
          Optional.of(new Witness("out", 2, 41)),
          List.of(record(5, "key", "value"), record(6, null, "")));

  private static final Precommitted WITH_HEADERS =
      new Precommitted(TRANSACTION, EXAMPLE.witness(), List.of(headed(record(5, "k", "v"))));

  /** Never change it: it is in savepoints. */
  private static final String VERSION_3 =
      "0003"
          + "000000000000004d"
          + "00027478"
          + "01"
          + "00036f7574"
          + "00000002"
          + "0000000000000029"
          + "00000001"
          + "0000000000000005"
          + "000000016b"
          + "0000000176"
          + "00000003"
          + "00000002c3a4"
          + "0000000101"
          + "0000000162"
          + "ffffffff"
          + "00000002c3a4"
          + "00000000";

  /** Never change it: it is in savepoints. */
  private static final String VERSION_2 =
      "0003"
          + "000000000000004d"
          + "00027478"
          + "01"
          + "00036f7574"
          + "00000002"
          + "0000000000000029"
          + "00000002"
          + "0000000000000005"
          + "000000036b6579"
          + "0000000576616c7565"
          + "0000000000000006"
          + "ffffffff"
          + "00000000";

  private final PrecommittedSerializer serializer = new PrecommittedSerializer();

  private static ProducerRecord<byte[], byte[]> record(long time, String key, String value) {
    return new ProducerRecord<>(
        "out", null, time, key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  private static ProducerRecord<byte[], byte[]> headed(ProducerRecord<byte[], byte[]> record) {
    record.headers().add("ä", new byte[] {1}).add("b", null).add("ä", new byte[0]);
    return record;
  }

  @Test
  void stateOfVersion3IsRead() throws IOException {
    assertThat(HexFormat.of().formatHex(serializer.serialize(WITH_HEADERS))).isEqualTo(VERSION_3);

    Precommitted read = serializer.deserialize(3, HexFormat.of().parseHex(VERSION_3));

    assertThat(read.transaction()).isEqualTo(TRANSACTION);
    assertThat(read.witness()).isEqualTo(WITH_HEADERS.witness());
    assertThat(read.records())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).containsExactly('k');
              assertThat(record.value()).containsExactly('v');
              assertThat(record.headers()).isEqualTo(WITH_HEADERS.records().get(0).headers());
            });
  }

  @Test
  void stateOfVersion2IsRead() throws IOException {
    Precommitted read = serializer.deserialize(2, HexFormat.of().parseHex(VERSION_2));

    assertThat(read.transaction()).isEqualTo(TRANSACTION);
    assertThat(read.witness()).isEqualTo(EXAMPLE.witness());
    assertThat(read.records()).usingRecursiveComparison().isEqualTo(EXAMPLE.records());
  }

  @Test
  void whatTheConnectorWroteIsRead() throws IOException {
    Precommitted read = serializer.deserialize(1, connector().serialize(TRANSACTION));

    assertThat(read).isEqualTo(new Precommitted(TRANSACTION, Optional.empty(), List.of()));
  }

  /** So that a job may change to at-least-once, or go back to an earlier program. */
  @Test
  void theConnectorReadsItsPart() throws IOException {
    assertThat(connector().deserialize(1, serializer.serialize(EXAMPLE))).isEqualTo(TRANSACTION);
  }

  @Test
  void stateOfANewerProgramIsRefused() {
    assertThatThrownBy(() -> serializer.deserialize(4, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("version 4", "up to 3", "newer program");
  }

  private static SimpleVersionedSerializer<KafkaCommittable> connector() {
    return KafkaSink.<String>builder()
        .setKafkaProducerConfig(new Properties())
        .setBootstrapServers("localhost:9092")
        .setRecordSerializer(
            KafkaRecordSerializationSchema.<String>builder()
                .setTopic("out")
                .setValueSerializationSchema(new SimpleStringSchema())
                .build())
        .build()
        .getCommittableSerializer();
  }
}
