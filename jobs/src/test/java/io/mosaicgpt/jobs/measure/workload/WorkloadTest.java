package io.mosaicgpt.jobs.measure.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadTest {
  @TempDir private Path directory;

  private Workload read(String text) throws IOException {
    return Workload.read(Files.writeString(directory.resolve("w.jsonl"), text));
  }

  @Test
  void readsEveryKeyAndKeepsTheIdAsItIs() throws IOException {
    Workload workload =
        read(
            """
            {"id": 7, "prompt": "Hi", "prompt_tokens": [1, 2], "n_predict": 48, "ignore_eos": true, "temperature": 0.5, "n_prompt": 2, "shared_prefix_tokens": 65}

            {"id": "b", "prompt": "Ho"}
            """);

    WorkloadRequest first = workload.requests().get(0);
    assertThat(first.id().toString()).isEqualTo("7");
    assertThat(first.prompt()).contains("Hi");
    assertThat(first.promptTokens()).containsExactly(1, 2);
    assertThat(first.maxTokens()).isEqualTo(48);
    assertThat(first.ignoreEos()).isTrue();
    assertThat(first.temperature()).isEqualTo(0.5);
    WorkloadRequest second = workload.requests().get(1);
    assertThat(second.id().toString()).isEqualTo("\"b\"");
    assertThat(second.promptTokens()).isEmpty();
    assertThat(second.temperature()).isZero();
    assertThat(second.ignoreEos()).isFalse();
  }

  @Test
  void aLineWithoutAnIdIsNamedByItsNumber() throws IOException {
    assertThat(read("\n{\"prompt\": \"Hi\"}\n").requests().get(0).id().asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "not json | line 1 is no JSON",
        "[1] | line 1 is no JSON object",
        "{\"id\": 1} | has neither prompt nor prompt_tokens",
        "{\"promt\": \"x\"} | has neither prompt nor prompt_tokens",
        "{\"prompt\": 5} | a prompt that is no text",
        "{\"prompt_tokens\": [1.5]} | the prompt token 1.5: give a whole number",
        "{\"prompt\": \"x\", \"n_predict\": -3} | max_tokens is -3",
        "{\"prompt\": \"x\", \"n_predict\": \"many\"} | n_predict \"many\"",
        "{\"prompt\": \"x\", \"temperature\": -1} | temperature is -1",
      })
  void aLineThatCannotBeUsedIsNamed(String line, String sentence) {
    assertThatThrownBy(() -> read(line))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("w.jsonl line 1")
        .hasMessageContaining(sentence);
  }

  @Test
  void anIdGivenTwiceIsRefused() {
    assertThatThrownBy(() -> read("{\"id\":1,\"prompt\":\"a\"}\n{\"id\":1,\"prompt\":\"b\"}"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("line 2 has the id 1 of an earlier line");
  }

  @Test
  void anEmptyFileIsRefused() {
    assertThatThrownBy(() -> read("\n\n"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("has no requests");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> Workload.read(directory.resolve("none.jsonl")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("none.jsonl does not exist");
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws IOException {
    Path file = Files.write(directory.resolve("b.jsonl"), new byte[] {(byte) 0xff, (byte) 0xfe});

    assertThatThrownBy(() -> Workload.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is no UTF-8 text");
  }

  @Test
  void theSamplingOfARequestIsItsOwn() throws IOException {
    WorkloadRequest request =
        read("{\"prompt\":\"a\",\"n_predict\":3,\"ignore_eos\":true}").requests().get(0);

    assertThat(request.sampling(9).maxTokens()).isEqualTo(3);
    assertThat(request.sampling(9).ignoreEos()).isTrue();
    assertThat(request.sampling(9).seed()).isEqualTo(9);
    assertThat(request.sampling(9).temperature()).isZero();
  }
}
