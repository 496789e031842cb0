package io.mosaicgpt.jobs.config;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The job's topics.
 *
 * @param input instructions
 * @param output completions
 * @param deadLetters events that got no completion
 * @param partial pieces of completions; empty for none
 */
public record Topics(String input, String output, String deadLetters, Optional<String> partial) {
  public Topics {
    requireNonNull(input, "input is null");
    requireNonNull(output, "output is null");
    requireNonNull(deadLetters, "deadLetters is null");
    requireNonNull(partial, "partial is null");
  }

  /** Every topic, the input first. */
  public List<String> all() {
    List<String> all = new ArrayList<>(List.of(input));
    all.addAll(outputs());
    return all;
  }

  /** The topics that the job writes. */
  public List<String> outputs() {
    List<String> outputs = new ArrayList<>(List.of(output, deadLetters));
    partial.ifPresent(outputs::add);
    return outputs;
  }
}
