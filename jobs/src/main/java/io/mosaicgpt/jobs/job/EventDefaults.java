package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.config.LabellingSettings;
import io.mosaicgpt.jobs.config.Settings;
import java.util.List;
import java.util.Optional;

/**
 * What a job asks of events that do not say themselves.
 *
 * @param instruction for events that bring neither an instruction nor a prompt
 * @param choices for events that ask for no form of answer; none leaves them free
 */
public record EventDefaults(Optional<String> instruction, List<String> choices) {
  /** Events say all themselves. */
  public static final EventDefaults NONE = new EventDefaults(Optional.empty(), List.of());

  public EventDefaults {
    requireNonNull(instruction, "instruction is null");
    choices = List.copyOf(choices);
  }

  /**
   * What settings say.
   *
   * @throws io.mosaicgpt.jobs.BadInputException naming the first that cannot be used
   */
  static EventDefaults from(Settings settings) {
    return new EventDefaults(
        settings.get(LabellingSettings.INSTRUCTION), LabellingSettings.choices(settings));
  }

  /** Whether there is nothing to add to an event. */
  public boolean areNone() {
    return equals(NONE);
  }
}
