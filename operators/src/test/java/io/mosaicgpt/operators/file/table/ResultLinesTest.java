package io.mosaicgpt.operators.file.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.operators.wire.RowOrigin;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionError;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.FinishReason;
import io.mosaicgpt.schemas.Timings;
import io.mosaicgpt.schemas.Usage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultLinesTest {
  private static final RowOrigin ORIGIN =
      new RowOrigin("/d/in.csv", 7, "{ \"id\" : 1.50, \"label\":\"b\" }");

  private static final RowLines LINES =
      new RowLines(ResultColumns.beside(List.of("id", "label")), false);

  private static Completion.Builder completion() {
    return Completion.newBuilder()
        .setRequestId("/d/in.csv:7")
        .setModel("m")
        .setFinishReason(FinishReason.stop)
        .setUsage(new Usage(3, 0))
        .setTimings(new Timings(1.0, 1.0, 1.0))
        .setAttempt(1)
        .setProducedAt(Instant.ofEpochSecond(5))
        .setSourceTimestamp(Instant.ofEpochSecond(5));
  }

  private static DeadLetter letter() {
    return DeadLetter.newBuilder()
        .setCode("unreadable_event")
        .setMessage("No.")
        .setAttempt(0)
        .setFailedAt(Instant.ofEpochSecond(5))
        .build();
  }

  private static Completion labelled() {
    return completion()
        .setLabel("a")
        .setConfidence(0.75)
        .setLabelScores(Map.of("a", 0.75))
        .setOutputText("a")
        .build();
  }

  @Test
  void anAnswerStandsBehindTheRowAsItIs() throws IOException {
    assertThat(LINES.of(labelled(), ORIGIN))
        .isEqualTo(
            "{\"id\" : 1.50, \"label\":\"b\",\"predicted_label\":\"a\",\"confidence\":0.75,"
                + "\"label_scores\":{\"a\":0.75},\"output_text\":\"a\",\"error_code\":null,"
                + "\"error_message\":null,\"source_path\":\"/d/in.csv\",\"source_line\":7}");
  }

  @Test
  void severalLabelsAreAList() throws IOException {
    RowLines several = new RowLines(ResultColumns.beside(List.of()), true);
    Completion both = completion().setLabels(List.of("a", "b")).setOutputText("a, b").build();

    assertThat(several.of(both, new RowOrigin("f", 1, "{}")))
        .startsWith("{\"label\":null,\"labels\":[\"a\",\"b\"],\"confidence\":null,");
  }

  @Test
  void anErrorHasNoLabel() throws IOException {
    Completion late = completion().setError(new CompletionError("timeout", "Late.")).build();

    assertThat(LINES.of(late, ORIGIN))
        .contains("\"predicted_label\":null", "\"error_code\":\"timeout\"", "\"Late.\"");
    assertThat(LINES.of(letter(), ORIGIN))
        .startsWith("{\"id\" : 1.50, ")
        .contains("\"error_code\":\"unreadable_event\"")
        .endsWith("\"source_line\":7}");
  }

  @Test
  void whatWasNoRowHasAnErrorOfItsOwn() throws IOException {
    DeadLetter letter = letter();
    letter.setPayload(ByteBuffer.wrap("1,\"x".getBytes(StandardCharsets.UTF_8)));

    assertThat(LINES.of(letter, new RowOrigin("f", 9, "")))
        .isEqualTo(
            "{\"predicted_label\":null,\"confidence\":null,\"label_scores\":null,"
                + "\"output_text\":null,\"error_code\":\"unreadable_event\",\"error_message\":\"No.\","
                + "\"source_path\":\"f\",\"source_line\":9,"
                + "\"error\":{\"code\":\"unreadable_event\",\"message\":\"No.\",\"line\":9,"
                + "\"text\":\"1,\\\"x\"}}");
  }

  @Test
  void aBatchHasTheFormOfOpenAis() {
    RowOrigin chat = new RowOrigin("f", 1, "{\"custom_id\":\"c\",\"body\":{\"messages\":[]}}");
    Completion answer = labelled();
    answer.setCustomId("c");

    assertThat(new BatchLines().of(answer, chat))
        .startsWith("{\"id\":\"batch_req_")
        .contains(
            "\"custom_id\":\"c\",\"response\":{\"status_code\":200,\"request_id\":\"/d/in.csv:7\",\"body\":{\"id\":\"chatcmpl-/d/in.csv:7\",\"object\":\"chat.completion\",\"created\":5,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a\"},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":0,\"total_tokens\":3},\"label\":\"a\",\"confidence\":0.75,\"label_scores\":{\"a\":0.75}}},\"error\":null");
    assertThat(new BatchLines().of(letter(), chat))
        .contains(
            "\"custom_id\":\"c\",\"response\":null,\"error\":{\"code\":\"unreadable_event\",\"message\":\"No.\"}");
  }

  @Test
  void headersBringARowBack() {
    assertThat(RowOrigin.ofHeaders(ORIGIN.headers())).contains(ORIGIN);
    assertThat(RowOrigin.ofHeaders(null)).isEmpty();
  }
}
