package io.mosaicgpt.operators.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mosaicgpt.operators.state.DecodedEventTypeInfo;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.KafkaOrigin;
import io.mosaicgpt.operators.wire.registry.RegistryConfig;
import io.mosaicgpt.schemas.EventHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class InstructionSourceTest {
  private static InstructionSource complete() {
    return InstructionSource.builder()
        .bootstrapServers("localhost:9092")
        .topics("llm.instructions.v1")
        .groupId("mosaicgpt");
  }

  @Test
  void readsCommittedRecordsAndCommitsByCheckpoint() {
    Map<String, String> settings = consumer(complete());

    assertThat(settings)
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("enable.auto.commit", "false")
        .containsEntry("auto.offset.reset", "earliest")
        .containsEntry("group.id", "mosaicgpt")
        .containsEntry("bootstrap.servers", "localhost:9092");
  }

  @Test
  void aFetchHoldsTheLargestEvent() {
    Map<String, String> settings = consumer(complete().maxEventBytes(10 << 20));

    assertThat(Integer.parseInt(settings.get("max.partition.fetch.bytes"))).isGreaterThan(10 << 20);
    assertThat(Integer.parseInt(settings.get("fetch.max.bytes")))
        .isGreaterThan(Integer.parseInt(settings.get("max.partition.fetch.bytes")));
  }

  @Test
  void theLargestPossibleEventDoesNotOverflowTheSizes() {
    Map<String, String> settings = consumer(complete().maxEventBytes(Integer.MAX_VALUE));

    assertThat(settings)
        .containsEntry("max.partition.fetch.bytes", "2147483647")
        .containsEntry("fetch.max.bytes", "2147483647");
  }

  @Test
  void consumerSettingsGoBeforeDefaults() {
    Map<String, String> settings =
        consumer(
            complete()
                .properties(Map.of("security.protocol", "SASL_SSL", "max.poll.records", "7")));

    assertThat(settings)
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("max.poll.records", "7");
  }

  @Test
  void aGroupThatCommittedNothingStartsWhereItIsTold() {
    assertThat(consumer(complete().startingPoint(StartingPoint.LATEST)))
        .containsEntry("auto.offset.reset", "latest");
  }

  /** The connector gives each reader an id of its own. */
  @Test
  void aClientIdIsWhatTheReadersIdsBeginWith() {
    assertThat(consumer(complete().properties(Map.of("client.id", "labels"))))
        .containsEntry("client.id.prefix", "labels");
  }

  @Test
  void weakenedPromisesAreWarnedOf() {
    try (LogCapture log = new LogCapture(InstructionSource.class)) {
      complete().build();
      assertThat(log.warnings()).isEmpty();

      complete()
          .properties(Map.of("isolation.level", "read_uncommitted", "enable.auto.commit", "true"))
          .build();
      assertThat(log.warnings())
          .hasSize(2)
          .anyMatch(warning -> warning.contains("isolation.level=read_uncommitted"))
          .anyMatch(warning -> warning.contains("enable.auto.commit=true"));
    }
  }

  @Test
  void isBoundedWhenAsked() {
    assertThat(complete().build().getBoundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
    assertThat(complete().bounded(true).build().getBoundedness()).isEqualTo(Boundedness.BOUNDED);
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete().bootstrapServers(" ").build())
        .withMessage("bootstrap-servers is not set; give one, like localhost:9092");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete().topics().build())
        .withMessageContaining("input-topic");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete().groupId(null).build())
        .withMessageContaining("group-id");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete().maxEventBytes(0).build())
        .withMessageContaining("max-event-bytes is 0");
  }

  @Test
  void travelsToTheTaskManagersWithItsType() throws Exception {
    for (boolean bounded : new boolean[] {false, true}) {
      var source =
          complete().registry(RegistryConfig.of("http://localhost:8081")).bounded(bounded).build();

      assertThat(InstantiationUtil.clone(source))
          .isInstanceOfSatisfying(
              ResultTypeQueryable.class,
              typed ->
                  assertThat(typed.getProducedType()).isEqualTo(DecodedEventTypeInfo.INSTANCE));
    }
  }

  @Test
  void everyRecordBecomesOneEventWithItsOrigin() throws Exception {
    InstructionDeserializer deserializer =
        InstantiationUtil.clone(new InstructionDeserializer(100, null));
    deserializer.open(null);
    byte[] good = "{\"request_id\":\"a\"}".getBytes(UTF_8);
    List<DecodedEvent> events = new ArrayList<>();

    for (byte[] value : new byte[][] {good, {1}, null, new byte[101]}) {
      deserializer.deserialize(consumed(value), new ListCollector<>(events));
    }

    assertThat(events)
        .hasSize(4)
        .allSatisfy(
            event ->
                assertThat(event.origin())
                    .usingRecursiveComparison()
                    .isEqualTo(new KafkaOrigin("in", 2, 30, 4_000, new byte[] {9})));
    assertThat(events.get(0)).isInstanceOf(DecodedEvent.Readable.class);
    assertThat(events.subList(1, 4)).allMatch(event -> event instanceof DecodedEvent.Unreadable);
  }

  @Test
  void anEventBringsTheHeadersOfItsRecord() throws Exception {
    InstructionDeserializer deserializer = new InstructionDeserializer(100, null);
    deserializer.open(null);
    List<DecodedEvent> events = new ArrayList<>();

    for (byte[] value : new byte[][] {"{\"request_id\":\"a\"}".getBytes(UTF_8), null}) {
      ConsumerRecord<byte[], byte[]> consumed = consumed(value);
      consumed.headers().add("traceparent", new byte[] {1}).add("content-type", new byte[] {2});
      deserializer.deserialize(consumed, new ListCollector<>(events));
    }

    assertThat(events)
        .hasSize(2)
        .extracting(event -> event.origin().headers())
        .containsOnly(List.of(new EventHeader("traceparent", ByteBuffer.wrap(new byte[] {1}))));
  }

  private static ConsumerRecord<byte[], byte[]> consumed(byte[] value) {
    return new ConsumerRecord<>(
        "in",
        2,
        30,
        4_000,
        org.apache.kafka.common.record.TimestampType.CREATE_TIME,
        1,
        value == null ? -1 : value.length,
        new byte[] {9},
        value,
        new org.apache.kafka.common.header.internals.RecordHeaders(),
        java.util.Optional.empty());
  }

  /** The settings as the connector will hand them to the consumer. */
  private static Map<String, String> consumer(InstructionSource source) {
    return KafkaSettings.of(source.build());
  }
}
