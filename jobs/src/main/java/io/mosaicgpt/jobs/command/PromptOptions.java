package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.FormInput;
import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.prompt.PromptInput;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What to generate from: exactly one of prompt, instruction and token ids. */
final class PromptOptions {
  @Option(names = "--prompt", paramLabel = "TEXT", description = "A finished prompt.")
  private String prompt;

  @Option(
      names = "--instruction",
      paramLabel = "TEXT",
      description = "What to do, put into the model's prompt template.")
  private String instruction;

  @Option(names = "--context", paramLabel = "TEXT", description = "What the instruction is about.")
  private String context;

  @Option(
      names = "--token-ids",
      paramLabel = "ID",
      split = ",",
      description = "A finished prompt as token ids, such as 1,2,3.")
  private List<Integer> tokenIds;

  @Option(
      names = "--choices",
      paramLabel = "LABEL",
      split = ",",
      description = "Labels to choose the likeliest of, such as yes,no.")
  private List<String> choices = List.of();

  @Option(
      names = "--regex",
      paramLabel = "REGEX",
      description = "A pattern that the whole answer matches.")
  private String regex;

  @Option(
      names = "--json-schema",
      paramLabel = "FILE",
      description =
          "File of a JSON Schema that the whole answer validates against; - reads it here.")
  private String jsonSchema;

  /** The prompt under a name for messages. */
  PromptInput input(String requestId) {
    long given = Stream.of(prompt, instruction, tokenIds).filter(value -> value != null).count();
    if (given != 1) {
      throw new BadInputException(
          "%s of --prompt, --instruction and --token-ids %s given: give exactly one."
              .formatted(given == 0 ? "None" : given, given <= 1 ? "is" : "are"));
    }
    if (context != null && instruction == null) {
      throw new BadInputException(
          "--context is given without --instruction: make it part of the prompt.");
    }
    if (prompt != null && prompt.isEmpty()) {
      throw new BadInputException("--prompt is empty: give at least one character.");
    }
    if (instruction != null && instruction.isBlank()) {
      throw new BadInputException("--instruction is blank: say what to do.");
    }
    int[] ids = tokenIds == null ? null : tokenIds.stream().mapToInt(Integer::intValue).toArray();
    PromptInput input = new PromptInput(requestId, instruction, context, prompt, ids, choices());
    Optional<FormText> form =
        FormInput.of(
            Optional.ofNullable(regex),
            "--regex",
            Optional.ofNullable(jsonSchema),
            "--json-schema");
    if (form.isPresent() && input.asksForForm()) {
      throw new BadInputException(
          "--choices is given with --%s: an answer has one form, so give one of them."
              .formatted(regex != null ? "regex" : "json-schema"));
    }
    return form.map(input::withForm).orElse(input);
  }

  /** The labels, in the order given. */
  List<String> choices() {
    return choices.stream().map(String::strip).toList();
  }
}
