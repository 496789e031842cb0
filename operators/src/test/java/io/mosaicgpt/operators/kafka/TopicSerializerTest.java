package io.mosaicgpt.operators.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.operators.wire.FileOrigin;
import io.mosaicgpt.operators.wire.RecordData;
import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionChunk;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.EventHeader;
import io.mosaicgpt.schemas.FinishReason;
import io.mosaicgpt.schemas.Usage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicSerializerTest {
  private static final Instant MADE = Instant.ofEpochMilli(5_000);

  private static final List<EventHeader> HEADERS =
      List.of(
          new EventHeader("traceparent", ByteBuffer.wrap(new byte[] {1, 2})),
          new EventHeader("a", null),
          new EventHeader("a", ByteBuffer.wrap(new byte[0])));

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

  private static CompletionChunk chunk() {
    return CompletionChunk.newBuilder()
        .setRequestId("r")
        .setTokenOffset(3)
        .setProducedAt(MADE)
        .build();
  }

  @Test
  void completionsAreKeyedByRequest() throws Exception {
    ProducerRecord<byte[], byte[]> produced =
        serialize(new CompletionSink.Shape(), completion(), 1_000L, 1 << 20);

    assertThat(produced.topic()).isEqualTo("out");
    assertThat(produced.partition()).isNull();
    assertThat(produced.key()).isEqualTo("größe".getBytes(UTF_8));
    assertThat(new String(produced.value(), UTF_8)).startsWith("{\"request_id\":\"größe\"");
  }

  /** An event of 1970 or of the year 3000 has a time that the topic may refuse, or let expire. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1_000, 32_503_680_000_000L, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void everyRecordIsStampedWhenItWasMadeWhateverTheTimeOfItsEvent(long event) throws Exception {
    assertThat(serialize(new CompletionSink.Shape(), completion(), event, 1 << 20).timestamp())
        .isEqualTo(5_000);
    assertThat(serialize(new DeadLetterSink.Shape(), letter(), event, 1 << 20).timestamp())
        .isEqualTo(5_000);
    assertThat(serialize(new ChunkSink.Shape(), chunk(), event, 1 << 20).timestamp())
        .isEqualTo(5_000);
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
    assertThat(keyed.getKey().remaining()).isEqualTo(2);
  }

  /** A compacted topic refuses records without a key, and fails the job for one. */
  @Test
  void deadLettersOfEventsWithoutAKeyAreKeyedByWhereTheEventIs() throws Exception {
    DeadLetterSink.Shape shape = new DeadLetterSink.Shape();
    DeadLetter large = letter();
    large.setKey(ByteBuffer.wrap(new byte[3_000]));

    assertThat(serialize(shape, letter(), 1L, 1 << 20).key()).isEqualTo("in-1@2".getBytes(UTF_8));
    assertThat(serialize(shape, large, 1L, 1_000).key()).isEqualTo("in-1@2".getBytes(UTF_8));
  }

  @Test
  void deadLettersOfLinesOfFilesAreKeyedByFileAndLine() throws Exception {
    DeadLetterSink.Shape shape = new DeadLetterSink.Shape();
    DeadLetter letter = fromNowhere(1);
    letter.setHeaders(new FileOrigin("/data/in.jsonl", 7).asHeaders());
    DeadLetter large = fromNowhere(1);
    large.setHeaders(letter.getHeaders());
    large.setPayload(ByteBuffer.wrap(new byte[3_000]));

    ProducerRecord<byte[], byte[]> produced = serialize(shape, letter, 1L, 1 << 20);

    assertThat(produced.key()).isEqualTo("/data/in.jsonl:7".getBytes(UTF_8));
    assertThat(produced.headers().lastHeader(FileOrigin.LINE_HEADER).value()).containsExactly('7');
    assertThat(new String(produced.value(), UTF_8)).doesNotContain("in.jsonl");
    assertThat(serialize(shape, large, 1L, 1_000).key()).isEqualTo(produced.key());
  }

  @Test
  void deadLettersOfEventsFromNowhereHaveAKeyTheSameEachTime() throws Exception {
    DeadLetterSink.Shape shape = new DeadLetterSink.Shape();
    byte[] one = serialize(shape, fromNowhere(1), 1L, 1 << 20).key();

    assertThat(one).isNotNull().isEqualTo(serialize(shape, fromNowhere(1), 2L, 1 << 20).key());
    assertThat(one).isNotEqualTo(serialize(shape, fromNowhere(2), 1L, 1 << 20).key());
  }

  private static DeadLetter fromNowhere(int payload) {
    return DeadLetter.newBuilder()
        .setCode("unreadable_event")
        .setMessage("No.")
        .setPayload(ByteBuffer.wrap(new byte[] {(byte) payload}))
        .setFailedAt(MADE)
        .build();
  }

  @Test
  void chunksAreKeyedByRequest() throws Exception {
    assertThat(serialize(new ChunkSink.Shape(), chunk(), null, 1 << 20).key()).containsExactly('r');
  }

  @Test
  void theEventsHeadersAreHeadersOnTheTopicAndNoFieldThere() throws Exception {
    Completion completion = completion();
    completion.setHeaders(HEADERS);
    DeadLetter letter = letter();
    letter.setHeaders(HEADERS);
    CompletionChunk chunk = chunk();
    chunk.setHeaders(HEADERS);

    assertHeaded(serialize(new CompletionSink.Shape(), completion, 1L, 1 << 20));
    assertHeaded(serialize(new DeadLetterSink.Shape(), letter, 1L, 1 << 20));
    assertHeaded(serialize(new ChunkSink.Shape(), chunk, 1L, 1 << 20));
    assertThat(completion.getHeaders()).isEqualTo(HEADERS);
    assertThat(HEADERS.get(0).getValue().remaining()).isEqualTo(2);
  }

  private static void assertHeaded(ProducerRecord<byte[], byte[]> produced) {
    assertThat(produced.headers())
        .containsExactly(
            new RecordHeader("traceparent", new byte[] {1, 2}),
            new RecordHeader("a", (byte[]) null),
            new RecordHeader("a", new byte[0]));
    assertThat(new String(produced.value(), UTF_8)).doesNotContain("headers");
  }

  @Test
  void inAvroTheFieldIsEmptyOnTheTopic() throws Exception {
    Completion completion = completion();
    completion.setHeaders(HEADERS);
    TopicSerializer<Completion> serializer =
        new TopicSerializer<>(
            new CompletionSink.Shape(), "out", RecordEncoding.AVRO, null, 1 << 20);
    serializer.open(null, null);

    byte[] value = serializer.serialize(completion, null, 1L).value();

    assertThat(
            new BinaryMessageDecoder<Completion>(RecordData.get(), Completion.getClassSchema())
                .decode(value))
        .isEqualTo(completion());
  }

  @Test
  void headersAreTheFirstThingToBeLeftOutOfARecordThatIsTooLarge() throws Exception {
    CompletionSink.Shape shape = new CompletionSink.Shape();
    Completion completion = completion();
    completion.setMetadata(Map.of("k", "v"));
    byte[] plain = serialize(shape, completion, 1L, 1 << 20).value();
    completion.setHeaders(List.of(new EventHeader("h", ByteBuffer.wrap(new byte[100]))));
    int size = plain.length + "größe".getBytes(UTF_8).length;

    assertThat(serialize(shape, completion, 1L, size + 111).headers()).hasSize(1);
    ProducerRecord<byte[], byte[]> tight = serialize(shape, completion, 1L, size + 110);
    assertThat(tight.headers()).isEmpty();
    assertThat(tight.value()).isEqualTo(plain);
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
    return new TopicSerializer<>(shape, "out", RecordEncoding.JSON, null, largest);
  }

  private static <T extends SpecificRecord> ProducerRecord<byte[], byte[]> serialize(
      RecordShape<T> shape, T datum, Long timestamp, int largest) throws Exception {
    TopicSerializer<T> serializer = serializer(shape, largest);
    serializer.open(null, null);
    return serializer.serialize(datum, null, timestamp);
  }
}
