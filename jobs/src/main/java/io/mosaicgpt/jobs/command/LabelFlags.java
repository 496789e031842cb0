package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.model.prompt.LabelRequest;
import io.mosaicgpt.model.prompt.PromptInput;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** How the labels of {@code --choices} are judged. */
final class LabelFlags {
  @Option(
      names = "--label-scoring",
      paramLabel = "WHAT",
      description = "A label's score: sum of its tokens' log probabilities, or mean. Default: sum")
  private String scoring;

  @Option(
      names = "--label-threshold",
      paramLabel = "X",
      description =
          "Probability, 0 to 1, below which a label does not count. Default: none, 0.5 with"
              + " --multi-label")
  private Double threshold;

  @Option(
      names = "--label-fallback",
      paramLabel = "LABEL",
      description = "The label where none counts. Default: none")
  private String fallback;

  @Option(
      names = "--multi-label",
      description = "Answer each label yes or no on its own; several may hold.")
  private boolean multi;

  @Option(
      names = "--label-calibration",
      paramLabel = "HOW",
      description =
          "none, or contextual: divide probabilities by those for a context without content."
              + " Default: none")
  private String calibration;

  @Option(
      names = "--choice-description",
      paramLabel = "LABEL=TEXT",
      description = "What a label means, put behind the instruction; repeatable.")
  private Map<String, String> descriptions = new LinkedHashMap<>();

  /**
   * The input with these flags.
   *
   * @throws BadInputException naming the flag whose value cannot be used
   */
  PromptInput over(PromptInput input) {
    requireChoices(input);
    requireLabels(input);
    LabelOptions.Scoring wanted =
        word("--label-scoring", scoring, LabelOptions.Scoring::parse, "sum or mean")
            .orElse(LabelOptions.Scoring.SUM);
    LabelOptions.Calibration against =
        word(
                "--label-calibration",
                calibration,
                LabelOptions.Calibration::parse,
                "none or contextual")
            .orElse(LabelOptions.Calibration.NONE);
    try {
      LabelOptions options = new LabelOptions(wanted, threshold, fallback, multi, against);
      return input.withLabelRequest(new LabelRequest(options, descriptions));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          e.getMessage()
                  .replace("label_threshold", "--label-threshold")
                  .replace("label_fallback", "--label-fallback")
              + ".",
          e);
    }
  }

  private static <T> Optional<T> word(
      String flag, String text, Function<String, Optional<T>> parser, String expected) {
    if (text == null) {
      return Optional.empty();
    }
    Optional<T> value = parser.apply(text);
    if (value.isEmpty()) {
      throw new BadInputException("%s is '%s': give %s.".formatted(flag, text, expected));
    }
    return value;
  }

  private void requireLabels(PromptInput input) {
    descriptions.forEach(
        (label, description) -> {
          if (!input.choices().contains(label)) {
            throw new BadInputException(
                "--choice-description describes '%s', which is none of --choices: add it to them, or leave it out."
                    .formatted(label));
          }
          if (description.isBlank()) {
            throw new BadInputException(
                "--choice-description says nothing of '%s': say what it means, or leave it out."
                    .formatted(label));
          }
        });
  }

  private void requireChoices(PromptInput input) {
    if (!input.choices().isEmpty()) {
      return;
    }
    Map<String, Boolean> given = new LinkedHashMap<>();
    given.put("--label-scoring", scoring != null);
    given.put("--label-threshold", threshold != null);
    given.put("--label-fallback", fallback != null);
    given.put("--multi-label", multi);
    given.put("--label-calibration", calibration != null);
    given.put("--choice-description", !descriptions.isEmpty());
    given.forEach(
        (flag, isGiven) -> {
          if (isGiven) {
            throw new BadInputException(
                "%s is given without --choices: give the labels, or leave it out.".formatted(flag));
          }
        });
  }
}
