package io.mosaicgpt.operators.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mosaicgpt.operators.wire.registry.FakeRegistry;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionChunk;
import io.mosaicgpt.schemas.CompletionError;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.FinishReason;
import io.mosaicgpt.schemas.Timings;
import io.mosaicgpt.schemas.TokenLogprob;
import io.mosaicgpt.schemas.TopLogprob;
import io.mosaicgpt.schemas.Usage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;

class RecordEncodingTest {
  private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_123L);

  private static Completion completion() {
    return Completion.newBuilder()
        .setRequestId("r")
        .setModel("tiny")
        .setOutputText("größer \"so\"")
        .setOutputTokenIds(List.of(5, 0))
        .setFinishReason(FinishReason.stop)
        .setUsage(new Usage(3, 2))
        .setLabel("yes")
        .setLabelScores(Map.of("yes", 0.75, "no", 0.25))
        .setLogprobs(
            List.of(
                new TokenLogprob(5, -0.5, List.of(new TopLogprob(6, Double.NEGATIVE_INFINITY)))))
        .setError(new CompletionError("timeout", "Too slow."))
        .setTimings(new Timings(1.5, 2.5, 3.0))
        .setAttempt(2)
        .setProducedAt(TIME)
        .setMetadata(Map.of("b", "2", "a", "1"))
        .build();
  }

  @Test
  void avroIsSingleObjectEncodingOfThePublishedSchema() throws IOException {
    byte[] bytes =
        RecordEncoding.AVRO
            .<Completion>encoder(Completion.getClassSchema(), "t", Optional.empty())
            .encode(completion());

    assertThat(bytes).startsWith(0xC3, 0x01);
    BinaryMessageDecoder<Completion> decoder =
        new BinaryMessageDecoder<>(RecordData.get(), Completion.getClassSchema());
    assertThat(decoder.decode(bytes)).isEqualTo(completion());
    long fingerprint = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong(2);
    assertThat(SchemaHistory.of("completion").byFingerprint(fingerprint)).isPresent();
  }

  @Test
  void aRegistryTakesThePublishedSchemaAndFramesTheDatum() throws IOException {
    try (FakeRegistry registry = new FakeRegistry().answer(200, "{\"id\":258}")) {
      byte[] bytes =
          RecordEncoding.AVRO
              .<Completion>encoder(
                  Completion.getClassSchema(), "out.v1", Optional.of(registry.client()))
              .encode(completion());

      assertThat(bytes).startsWith(0, 0, 0, 1, 2);
      Completion read =
          new SpecificDatumReader<Completion>(
                  Completion.getClassSchema(), Completion.getClassSchema(), RecordData.get())
              .read(
                  null,
                  DecoderFactory.get()
                      .binaryDecoder(Arrays.copyOfRange(bytes, 5, bytes.length), null));
      assertThat(read).isEqualTo(completion());
      assertThat(registry.requests())
          .singleElement()
          .satisfies(
              request -> {
                assertThat(request.line()).isEqualTo("POST /subjects/out.v1-value/versions");
                assertThat(request.body()).contains("finish_reason").doesNotContain("avro.java");
              });
    }
  }

  @Test
  void jsonIsPlain() throws IOException {
    assertThat(json(completion()))
        .isEqualTo(
            "{\"request_id\":\"r\",\"custom_id\":null,\"model\":\"tiny\","
                + "\"output_text\":\"größer \\\"so\\\"\",\"output_token_ids\":[5,0],"
                + "\"finish_reason\":\"stop\",\"usage\":{\"prompt_tokens\":3,"
                + "\"completion_tokens\":2},\"label\":\"yes\",\"label_scores\":{\"no\":0.25,"
                + "\"yes\":0.75},\"logprobs\":[{\"token_id\":5,\"logprob\":-0.5,\"top\":["
                + "{\"token_id\":6,\"logprob\":\"-Infinity\"}]}],\"error\":{\"code\":\"timeout\","
                + "\"message\":\"Too slow.\"},\"timings\":{\"queue_ms\":1.5,"
                + "\"time_to_first_token_ms\":2.5,\"total_ms\":3.0},\"attempt\":2,"
                + "\"source_timestamp\":null,\"produced_at\":1700000000123,\"metadata\":{\"a\":\"1\",\"b\":\"2\"},"
                + "\"labels\":[],\"confidence\":null,\"model_hash\":null,"
                + "\"template_hash\":null,\"form_hash\":null}");
  }

  @Test
  void bytesAreBase64AndEncodingLeavesThemInPlace() throws IOException {
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setCode("unreadable_event")
            .setMessage("No.")
            .setSourceTimestamp(TIME)
            .setPayload(ByteBuffer.wrap(new byte[] {1, 2, (byte) 0xFF}))
            .setFailedAt(TIME)
            .build();

    assertThat(json(letter)).contains("\"payload\":\"AQL/\"", "\"source_timestamp\":1700000000123");
    assertThat(letter.getPayload().remaining()).isEqualTo(3);
  }

  /** A sentence quotes the event, for instance the name of a field that has half a pair. */
  @Test
  void halfASurrogatePairIsWrittenAsAQuestionMarkInEveryEncoding() throws IOException {
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setCode("unreadable_event")
            .setMessage("Field \ud83d of 🙂.")
            .setFailedAt(TIME)
            .build();
    byte[] avro =
        RecordEncoding.AVRO
            .<DeadLetter>encoder(DeadLetter.getClassSchema(), "t", Optional.empty())
            .encode(letter);

    assertThat(json(letter)).contains("\"message\":\"Field ? of 🙂.\"");
    assertThat(
            new BinaryMessageDecoder<DeadLetter>(RecordData.get(), DeadLetter.getClassSchema())
                .decode(avro)
                .getMessage())
        .isEqualTo("Field ? of 🙂.");
  }

  @Test
  void encodersCanBeUsedAgain() throws IOException {
    CompletionChunk chunk =
        CompletionChunk.newBuilder()
            .setRequestId("r")
            .setTokenOffset(0)
            .setProducedAt(TIME)
            .build();
    try (FakeRegistry registry = new FakeRegistry().answer(200, "{\"id\":1}")) {
      for (RecordEncoder<CompletionChunk> encoder :
          List.of(
              RecordEncoding.AVRO.<CompletionChunk>encoder(
                  CompletionChunk.getClassSchema(), "t", Optional.empty()),
              RecordEncoding.AVRO.<CompletionChunk>encoder(
                  CompletionChunk.getClassSchema(), "t", Optional.of(registry.client())),
              RecordEncoding.JSON.<CompletionChunk>encoder(
                  CompletionChunk.getClassSchema(), "t", Optional.empty()))) {
        assertThat(encoder.encode(chunk)).isEqualTo(encoder.encode(chunk)).isNotEmpty();
      }
    }
  }

  @Test
  void namesAreThoseOfUsers() {
    assertThat(RecordEncoding.of("avro")).isEqualTo(RecordEncoding.AVRO);
    assertThat(RecordEncoding.of("json")).isEqualTo(RecordEncoding.JSON);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordEncoding.of("AVRO"))
        .withMessage("there is no encoding called 'AVRO'; take avro or json");
  }

  private static String json(org.apache.avro.specific.SpecificRecord datum) throws IOException {
    return new String(
        RecordEncoding.JSON.encoder(datum.getSchema(), "t", Optional.empty()).encode(datum), UTF_8);
  }
}
