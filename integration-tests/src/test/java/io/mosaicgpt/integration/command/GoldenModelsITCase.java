package io.mosaicgpt.integration.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.integration.command.GoldenModel.Continuation;
import io.mosaicgpt.integration.command.GoldenModel.Scored;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The outputs of the original code, through the command line and its defaults. */
class GoldenModelsITCase {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A log probability is the difference of two figures that may each be off by 5e-5. */
  private static final double TOLERANCE = 1e-4;

  @TempDir private Path directory;

  static Stream<Arguments> models() {
    return Arrays.stream(GoldenModel.values())
        .flatMap(
            model ->
                Stream.of("model.safetensors", "pytorch_model.bin")
                    .map(weights -> Arguments.of(model, weights)));
  }

  @ParameterizedTest(name = "{0} from {1}")
  @MethodSource("models")
  void generateContinuesAsTheOriginalCodeDoes(GoldenModel model, String weights) throws Exception {
    String path = model.directory(directory, weights).toString();
    for (Continuation continuation : model.continuations()) {
      JsonNode answer =
          run(
              "generate",
              "--model",
              path,
              "--token-ids",
              commaSeparated(continuation.prompt()),
              "--max-tokens",
              String.valueOf(continuation.generated().size()),
              "--temperature",
              "0",
              "--ignore-eos",
              "--json");

      assertThat(ids(answer)).isEqualTo(continuation.generated());
      assertThat(answer.get("text").isNull()).as("no tokenizer.json, no text").isTrue();
      assertThat(answer.get("finish_reason").asText()).isEqualTo("length");
      assertThat(answer.get("usage").get("prompt_tokens").asInt())
          .isEqualTo(continuation.prompt().size());
      assertThat(answer.get("usage").get("completion_tokens").asInt())
          .isEqualTo(continuation.generated().size());
    }
  }

  @ParameterizedTest(name = "{0} from {1}")
  @MethodSource("models")
  void scoreGivesTheLogProbabilitiesOfTheOriginalCode(GoldenModel model, String weights)
      throws Exception {
    String path = model.directory(directory, weights).toString();
    for (Scored text : model.scored()) {
      JsonNode answer =
          run("score", "--model", path, "--token-ids", commaSeparated(text.tokenIds()), "--json");

      assertThat(ids(answer)).isEqualTo(text.tokenIds());
      JsonNode logprobs = answer.get("logprobs");
      assertThat(logprobs).hasSize(text.logprobs().size());
      assertThat(logprobs.get(0).isNull()).as("nothing is before the first token").isTrue();
      double sum = 0;
      for (int i = 1; i < logprobs.size(); i++) {
        assertThat(logprobs.get(i).asDouble())
            .as("log probability of token %d", i)
            .isCloseTo(text.logprobs().get(i), within(TOLERANCE));
        sum += text.logprobs().get(i);
      }
      assertThat(answer.get("perplexity").asDouble())
          .isCloseTo(Math.exp(-sum / (logprobs.size() - 1)), withinPercentage(0.1));
    }
  }

  private static JsonNode run(String... arguments) throws Exception {
    CommandLineRun run = CommandLineRun.of(List.of(arguments));
    assertThat(run.exitCode()).as(run::err).isZero();
    assertThat(run.err()).isEmpty();
    return JSON.readTree(run.out());
  }

  private static List<Integer> ids(JsonNode answer) {
    return StreamSupport.stream(answer.get("token_ids").spliterator(), false)
        .map(JsonNode::asInt)
        .toList();
  }

  private static String commaSeparated(List<Integer> ids) {
    return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
