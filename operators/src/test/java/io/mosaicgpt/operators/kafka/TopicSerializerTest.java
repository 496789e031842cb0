package io.mosaicgpt.operators.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionChunk;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.FinishReason;
import io.mosaicgpt.schemas.Usage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class TopicSerializerTest {
  private static final Instant MADE = Instant.ofEpochMilli(5_000);

  private static Completion completion() {
    return Completion.newBuilder()
        .setRequestId("größe")
        .setModel("tiny")
        .setOutputText("text")
        .setFinishReason(FinishReason.stop)
        .setUsage(new Usage(1, 1))
        .setProducedAt(MADE)
        .build();
  }

  private static DeadLetter letter() {
    return DeadLetter.newBuilder()
        .setCode("unreadable_event")
        .setMessage("No.")
        .setSourceTopic("in")
        .setSourcePartition(1)
        .setSourceOffset(2L)
        .setFailedAt(MADE)
        .build();
  }

  @Test
  void completionsAreKeyedByRequestAndStampedWithEventTime() throws Exception {
    ProducerRecord<byte[], byte[]> produced =
        serialize(new CompletionSink.Shape(), completion(), 1_000L, 1 << 20);

    assertThat(produced.topic()).isEqualTo("out");
    assertThat(produced.partition()).isNull();
    assertThat(produced.key()).isEqualTo("größe".getBytes(UTF_8));
    assertThat(produced.timestamp()).isEqualTo(1_000);
    assertThat(new String(produced.value(), UTF_8)).startsWith("{\"request_id\":\"größe\"");
  }

  @Test
  void withoutEventTimeTheTimeOfMakingCounts() throws Exception {
    CompletionSink.Shape shape = new CompletionSink.Shape();

    assertThat(serialize(shape, completion(), null, 1 << 20).timestamp()).isEqualTo(5_000);
    assertThat(serialize(shape, completion(), Long.MIN_VALUE, 1 << 20).timestamp())
        .isEqualTo(5_000);
  }

  @Test
  void deadLettersAreStampedWithTheTimeOfFailing() throws Exception {
    assertThat(serialize(new DeadLetterSink.Shape(), letter(), 1_000L, 1 << 20).timestamp())
        .isEqualTo(5_000);
  }

  @Test
  void theTimeOfMakingCanBeAskedFor() throws Exception {
    TopicSerializer<Completion> serializer =
        new TopicSerializer<>(
            new CompletionSink.Shape(), "out", RecordEncoding.JSON, null, RecordTime.MADE, 1 << 20);
    serializer.open(null, null);

    assertThat(serializer.serialize(completion(), null, 1_000L).timestamp()).isEqualTo(5_000);
  }

  @Test
  void deadLettersFallBackOnTheEventsKey() throws Exception {
    DeadLetterSink.Shape shape = new DeadLetterSink.Shape();
    DeadLetter named = letter();
    named.setRequestId("r");
    DeadLetter keyed = letter();
    keyed.setKey(ByteBuffer.wrap(new byte[] {1, 2}));

    assertThat(serialize(shape, named, 1L, 1 << 20).key()).containsExactly('r');
    assertThat(serialize(shape, keyed, 1L, 1 << 20).key()).containsExactly(1, 2);
    assertThat(serialize(shape, letter(), 1L, 1 << 20).key()).isNull();
    assertThat(keyed.getKey().remaining()).isEqualTo(2);
  }

  @Test
  void chunksAreKeyedByRequest() throws Exception {
    CompletionChunk chunk =
        CompletionChunk.newBuilder()
            .setRequestId("r")
            .setTokenOffset(3)
            .setProducedAt(MADE)
            .build();

    ProducerRecord<byte[], byte[]> produced =
        serialize(new ChunkSink.Shape(), chunk, null, 1 << 20);

    assertThat(produced.key()).containsExactly('r');
    assertThat(produced.timestamp()).isEqualTo(5_000);
  }

  @Test
  void aCompletionThatIsTooLargeLeavesFieldsOutAndSaysSo() throws Exception {
    Completion large = completion();
    large.setMetadata(Map.of("k", "v".repeat(2_000)));
    large.setOutputTokenIds(Collections.nCopies(500, 7));

    String value =
        new String(serialize(new CompletionSink.Shape(), large, 1L, 1_500).value(), UTF_8);

    assertThat(value)
        .hasSizeLessThan(1_500)
        .contains("\"output_text\":\"text\"", "\"metadata\":{}", "\"code\":\"fields_left_out\"");
    assertThat(large.getMetadata()).hasSize(1);
  }

  @Test
  void aDeadLetterThatIsTooLargeKeepsWhereTheEventIs() throws Exception {
    DeadLetter large = letter();
    large.setRequestId("r".repeat(3_000));
    large.setPayload(ByteBuffer.wrap(new byte[3_000]));

    String value =
        new String(serialize(new DeadLetterSink.Shape(), large, 1L, 1_000).value(), UTF_8);

    assertThat(value).contains("\"source_offset\":2", "\"payload\":null", "\"request_id\":null");
  }

  /** A label of half a megabyte stands in the record twice; failing of it would never end. */
  @Test
  void aCompletionWhoseTextsAreTooLargeLeavesThemOutAndSaysSo() throws Exception {
    Completion large = completion();
    large.setOutputText("x".repeat(5_000));
    large.setLabel("x".repeat(5_000));
    large.setMetadata(Map.of("k", "v".repeat(2_000)));

    String value =
        new String(serialize(new CompletionSink.Shape(), large, 1L, 1_500).value(), UTF_8);

    assertThat(value)
        .hasSizeLessThan(1_500)
        .contains("\"output_text\":\"\"", "\"label\":null", "\"code\":\"fields_left_out\"")
        .contains("output_text and label were left out");
    assertThat(large.getLabel()).hasSize(5_000);
  }

  @Test
  void aRecordThatCannotBeReducedFailsWithItsName() {
    Completion large = completion();
    large.setCustomId("x".repeat(5_000));

    assertThatThrownBy(() -> serialize(new CompletionSink.Shape(), large, 1L, 1_000))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("the completion of request größe", "max.message.bytes");
  }

  @Test
  void aNameWithLineBreaksStaysOnItsLine() {
    Completion large = completion();
    large.setRequestId("a\r\nERROR b");
    large.setCustomId("x".repeat(5_000));

    assertThatThrownBy(() -> serialize(new CompletionSink.Shape(), large, 1L, 1_000))
        .hasMessageStartingWith("the completion of request a  ERROR b has ");
  }

  @Test
  void theConnectorLearnsTheTopic() {
    assertThat(serializer(new CompletionSink.Shape(), 1).getKafkaDatasetFacet())
        .map(KafkaDatasetFacet::getTopicIdentifier)
        .hasValueSatisfying(topics -> assertThat(topics.getTopics()).containsExactly("out"));
  }

  private static <T extends SpecificRecord> TopicSerializer<T> serializer(
      RecordShape<T> shape, int largest) {
    return new TopicSerializer<>(shape, "out", RecordEncoding.JSON, null, shape.time(), largest);
  }

  private static <T extends SpecificRecord> ProducerRecord<byte[], byte[]> serialize(
      RecordShape<T> shape, T datum, Long timestamp, int largest) throws Exception {
    TopicSerializer<T> serializer = serializer(shape, largest);
    serializer.open(null, null);
    return serializer.serialize(datum, null, timestamp);
  }
}
