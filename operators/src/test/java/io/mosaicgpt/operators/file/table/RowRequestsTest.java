package io.mosaicgpt.operators.file.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.schemas.Instruction;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowRequestsTest {
  private static Row row(String json) throws RowException {
    byte[] bytes = json.getBytes(UTF_8);
    return new RowParser(new TableLayout(TableKind.JSONL, ',', 10_000), List.of())
        .row(new RawRecord(1, bytes, bytes.length));
  }

  @Test
  void aTextIsWhatTheInstructionIsAbout() throws RowException {
    RowRequests requests = new ContextRequests("t");

    assertThat(requests.of(row("{\"t\":\"a\"}"), "f:1"))
        .isEqualTo(Instruction.newBuilder().setRequestId("f:1").setContext("a").build());
    assertThat(requests.of(row("{\"t\":12}"), "f:1").getContext()).isEqualTo("12");
    assertThatThrownBy(() -> requests.of(row("{\"t\":\" \"}"), "f:1"))
        .hasMessageContaining("column 't' is blank");
    assertThatThrownBy(() -> requests.of(row("{\"t\":[]}"), "f:1"))
        .hasMessageContaining("no text in column 't'");
  }

  @Test
  void aTemplateIsFilledWithColumns() throws RowException {
    RowTemplate template = new RowTemplate("{a}: {\"x\"} {the text} {a}$1");

    assertThat(template.columns()).containsExactly("a", "the text");
    assertThat(template.of(row("{\"a\":\"\\\\$\",\"the text\":\"{a}\"}"), "f:1").getPrompt())
        .isEqualTo("\\$: {\"x\"} {a} \\$$1");
    assertThatThrownBy(() -> template.of(row("{\"a\":\"1\"}"), "f:1"))
        .hasMessageContaining("column 'the text'");
  }

  @Test
  void aColumnThatTheInputHasIsFilledInWhateverItIsCalled() throws RowException {
    RowTemplate template = new RowTemplate("{Message?} {1st} {\"x\"} {(}");

    assertThat(template.columns()).isEmpty();
    RowTemplate known = template.of(List.of("Message?", "1st", "2nd"));
    assertThat(known.columns()).containsExactly("Message?", "1st");
    assertThat(known.of(row("{\"Message?\":\"a\",\"1st\":\"b\"}"), "f:1").getPrompt())
        .isEqualTo("a b {\"x\"} {(}");
  }

  @Test
  void examplesComeBehindTheInstruction() throws RowException {
    Shots shots =
        new Shots(List.of(new Shot("x", "X"), new Shot("y", "Y")), 1, ShotSelection.FIXED, 0);

    Instruction request = new FewShotRequests("Label.", "t", shots).of(row("{\"t\":\"a\"}"), "1");

    assertThat(request.getInstruction()).isEqualTo("Label.\n\nExamples:\n\nText: x\nAnswer: X");
    assertThat(request.getContext()).isEqualTo("a");
  }

  @Test
  void similarExamplesShareWordsAndTheMostSimilarComesLast() {
    List<Shot> all =
        List.of(
            new Shot("my card was stolen", "1"),
            new Shot("where is my card", "2"),
            new Shot("exchange rates", "3"));
    Shots shots = new Shots(all, 2, ShotSelection.SIMILAR, 0);

    assertThat(shots.of("Card STOLEN!", "x")).extracting(Shot::label).containsExactly("2", "1");
    assertThat(shots.of("exchange", "x")).extracting(Shot::label).containsExactly("1", "3");
    assertThat(shots.of("?", "x")).extracting(Shot::label).containsExactly("2", "1");
  }

  @Test
  void randomExamplesAreTheSameForTheSameRowAndSeed() {
    List<Shot> all =
        java.util.stream.IntStream.range(0, 50).mapToObj(i -> new Shot("t" + i, "l" + i)).toList();
    Shots shots = new Shots(all, 5, ShotSelection.RANDOM, 7);

    assertThat(shots.of("a", "f:1")).hasSize(5).doesNotHaveDuplicates();
    assertThat(shots.of("a", "f:1")).isEqualTo(shots.of("b", "f:1"));
    assertThat(shots.of("a", "f:1")).isNotEqualTo(shots.of("a", "f:2"));
    assertThat(shots.of("a", "f:1"))
        .isNotEqualTo(new Shots(all, 5, ShotSelection.RANDOM, 8).of("a", "f:1"));
  }

  @Test
  void aBatchSaysWhatToDo() throws RowException {
    RowRequests requests = new BatchRequests(false);
    Row chat =
        row(
            """
            {"custom_id":"c","method":"POST","url":"/v1/chat/completions","body":{"max_tokens":5,
            "temperature":0.5,"stop":"x","seed":3,"messages":[{"role":"system","content":"Do."},
            {"role":"user","content":[{"type":"text","text":"It."}]}],"guided_choice":["a","b"]}}""");

    Instruction request = requests.of(chat, "f:1");

    assertThat(request.getCustomId()).isEqualTo("c");
    assertThat(request.getInstruction()).isEqualTo("Do.");
    assertThat(request.getContext()).isEqualTo("It.");
    assertThat(request.getChoices()).containsExactly("a", "b");
    assertThat(request.getSampling().getMaxTokens()).isEqualTo(5);
    assertThat(request.getSampling().getTemperature()).isEqualTo(0.5);
    assertThat(request.getSampling().getStop()).containsExactly("x");
    assertThat(request.getSampling().getSeed()).isEqualTo(3);
    assertThat(requests.of(row("{\"body\":{\"prompt\":\"p\"}}"), "f:1").getPrompt()).isEqualTo("p");
    assertThat(requests.of(row("{\"body\":{\"prompt\":[1,2]}}"), "f:1").getPromptTokenIds())
        .containsExactly(1, 2);
    assertThat(new BatchRequests(true).of(row("{\"body\":{\"prompt\":\"p\"}}"), "1").getContext())
        .isEqualTo("p");
    Row nothing =
        row("{\"body\":{\"prompt\":\"p\",\"messages\":null,\"stop\":[],\"suffix\":null}}");
    assertThat(requests.of(nothing, "1").getPrompt()).isEqualTo("p");
    assertThat(requests.of(nothing, "1").getSampling().getStop()).isEmpty();
  }

  @Test
  void aBatchThatCannotBeServedSaysWhy() {
    RowRequests requests = new BatchRequests(false);

    assertThatThrownBy(() -> requests.of(row("{\"custom_id\":\"c\"}"), "1"))
        .hasMessageContaining("no body");
    assertThatThrownBy(() -> requests.of(row("{\"body\":{}}"), "1"))
        .hasMessageContaining("neither prompt nor messages");
    assertThatThrownBy(() -> requests.of(row("{\"body\":{\"prompt\":\"a\",\"n\":2}}"), "1"))
        .hasMessageContaining("n is 2");
    assertThatThrownBy(() -> requests.of(row("{\"body\":{\"prompt\":\"a\",\"top_p\":\"x\"}}"), "1"))
        .hasMessageContaining("top_p");
    assertThatThrownBy(() -> requests.of(row("{\"body\":{\"prompt\":\"a\",\"tools\":[{}]}}"), "1"))
        .hasMessageContaining("tools cannot be had here");
    assertThatThrownBy(
            () ->
                requests.of(
                    row("{\"body\":{\"prompt\":\"a\",\"structured_outputs\":{\"regex\":\"x\"}}}"),
                    "1"))
        .hasMessageContaining("structured_outputs cannot be had here");
    assertThatThrownBy(
            () ->
                requests.of(
                    row(
                        "{\"body\":{\"prompt\":\"a\",\"response_format\":{\"type\":\"json_schema\"}}}"),
                    "1"))
        .hasMessageContaining("no schema");
    assertThatThrownBy(
            () -> requests.of(row("{\"body\":{\"prompt\":\"a\",\"response_format\":7}}"), "1"))
        .hasMessageContaining("response_format is no such thing");
    assertThatThrownBy(
            () ->
                requests.of(
                    row(
                        "{\"body\":{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}]}}"),
                    "1"))
        .hasMessageContaining("conversation");
  }
}
