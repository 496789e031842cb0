package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.Settings;
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

  /**
   * Reads and validates the settings of the topics.
   *
   * @throws BadInputException for a name that is none, or one for two
   */
  static Topics from(Settings settings) {
    Topics topics =
        new Topics(
            settings.get(KafkaSettings.INPUT_TOPIC),
            settings.get(KafkaSettings.OUTPUT_TOPIC),
            settings.get(KafkaSettings.DLQ_TOPIC),
            settings.get(KafkaSettings.PARTIAL_TOPIC));
    List<String> names = topics.all();
    if (names.stream().distinct().count() < names.size()) {
      throw new BadInputException(
          "Two of the topics %s are the same: give input, output, dead letters and pieces a topic each."
              .formatted(String.join(", ", names)));
    }
    return topics;
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
