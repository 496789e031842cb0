package io.mosaicgpt.jobs.measure.fidelity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.measure.workload.Workload;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Token ids to compare on: those of a workload, of given texts, of the {@code golden.json} beside a
 * model, or random ones.
 */
public final class FidelityPrompts {
  /** Reference values that were made together with a model: its {@code prompts} hold token ids. */
  private static final String GOLDEN = "golden.json";

  private FidelityPrompts() {}

  /** The first requests of a workload; the tokenizer is for those without token ids. */
  public static List<int[]> of(Workload workload, int most, Optional<Tokenizer> tokenizer) {
    return workload.requests().stream()
        .limit(most)
        .map(
            request ->
                request.promptTokens().length > 0
                    ? request.promptTokens()
                    : encode(request.prompt().orElseThrow(), tokenizer))
        .toList();
  }

  /** Given texts. */
  public static List<int[]> ofTexts(List<String> texts, Optional<Tokenizer> tokenizer) {
    return texts.stream().map(text -> encode(text, tokenizer)).toList();
  }

  private static int[] encode(String text, Optional<Tokenizer> tokenizer) {
    int[] ids =
        tokenizer
            .orElseThrow(
                () ->
                    new BadInputException(
                        ("The model has no tokenizer.json for the prompt \"%.40s\": give a workload"
                                + " with prompt_tokens.")
                            .formatted(text)))
            .encode(text);
    if (ids.length == 0) {
      throw new BadInputException("A prompt is empty: give a text of at least one token.");
    }
    return ids;
  }

  /** Those of a model directory's {@code golden.json}, if it has one. */
  public static Optional<List<int[]>> golden(Path directory) throws IOException {
    Path file = directory.resolve(GOLDEN);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    List<int[]> prompts = new ArrayList<>();
    for (JsonNode entry : new ObjectMapper().readTree(file.toFile()).path("prompts")) {
      JsonNode ids = entry.path("prompt");
      prompts.add(IntStream.range(0, ids.size()).map(i -> ids.get(i).asInt()).toArray());
    }
    if (prompts.isEmpty() || prompts.stream().anyMatch(prompt -> prompt.length == 0)) {
      throw new BadInputException(file + " has no prompts with token ids: give --workload.");
    }
    return Optional.of(prompts);
  }

  /** Random ids below {@code vocabulary}, the same for the same seed. */
  public static List<int[]> random(int count, int length, int vocabulary, long seed) {
    Random random = new Random(seed);
    return Stream.generate(() -> random.ints(length, 0, vocabulary).toArray())
        .limit(count)
        .toList();
  }
}
