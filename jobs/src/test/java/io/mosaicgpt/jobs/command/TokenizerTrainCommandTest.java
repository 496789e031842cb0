package io.mosaicgpt.jobs.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.model.tokenizer.HuggingFaceJsonTokenizer;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTrainCommandTest {
  @TempDir private Path directory;

  @Test
  void writesATokenizerThatModelsCanUse() throws IOException {
    Path text = write("a.txt", "the cat, the hat, the bat\n");
    Path json = write("b.jsonl", "{\"text\": \"the cat\", \"intent\": \"cat\"}\n");
    Path output = directory.resolve("new/tokenizer");

    CommandLineRun run =
        train(
            output,
            text + "," + json,
            "--vocab-size=270",
            "--added-token=### End",
            "--label-field=intent");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("Wrote " + output.resolve("tokenizer.json") + ": 264 ids, 6 merges.")
        .contains("The data has no more pairs of tokens that stand together at least 2 times.");
    assertThat(output).isDirectoryContaining("glob:**tokenizer.json");
    try (Tokenizer tokenizer = HuggingFaceJsonTokenizer.inDirectory(output).orElseThrow()) {
      assertThat(tokenizer.size()).isEqualTo(264);
      assertThat(tokenizer.encode("### End")).containsExactly(263);
      assertThat(tokenizer.encode(" the")).hasSize(1);
    }
  }

  @Test
  void jsonHasTheTotals() throws IOException {
    Path output = directory.resolve("tokenizer");

    CommandLineRun run =
        train(output, write("a.txt", "aa aa").toString(), "--vocab-size=258", "--json");

    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.properties())
        .extracting(field -> field.getKey())
        .containsExactly("file", "vocab_size", "merges", "texts", "bytes", "words", "tokens");
    assertThat(json.get("file").textValue()).isEqualTo(output.resolve("tokenizer.json").toString());
    assertThat(json.get("vocab_size").intValue()).isEqualTo(258);
    assertThat(json.get("merges").intValue()).isEqualTo(1);
    assertThat(json.get("texts").intValue()).isEqualTo(1);
    assertThat(json.get("bytes").intValue()).isEqualTo(5);
    assertThat(json.get("words").intValue()).isEqualTo(2);
    assertThat(json.get("tokens").intValue()).isEqualTo(3);
  }

  @Test
  void aBadLineIsOneSentenceAndLeavesNothingBehind() throws IOException {
    Path data = write("a.jsonl", "{\"text\": \"a\"}\n{\"text\": 1.5}\n");
    Path output = directory.resolve("tokenizer");

    CommandLineRun run = train(output, data.toString(), "--vocab-size=258");

    assertThat(run.err())
        .isEqualToIgnoringNewLines(
            "mosaicgpt: "
                + data
                + ", line 2, has neither instruction and response nor text: give each line the ones"
                + " or the other.");
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(output).doesNotExist();
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Path data = write("a.txt", "aa aa");
    Path output = Files.createDirectory(directory.resolve("model"));
    Path kept = Files.writeString(output.resolve("tokenizer.json"), "mine");

    CommandLineRun run = train(output, data.toString(), "--vocab-size=258");

    assertThat(run.err()).contains("The directory " + output + " is not empty").hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(kept).hasContent("mine");
  }

  private static CommandLineRun train(Path output, String data, String... more) {
    List<String> arguments = new ArrayList<>(List.of("tokenizer", "train"));
    arguments.addAll(List.of("--output=" + output, "--data=" + data));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
