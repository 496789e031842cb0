package io.mosaicgpt.model.prompt;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.generation.LabelOptions;
import java.util.Map;

/**
 * What is asked about labels, beside the labels.
 *
 * @param options how they are judged
 * @param descriptions what labels mean, by label; put into the prompt; may leave labels out
 */
public record LabelRequest(LabelOptions options, Map<String, String> descriptions) {
  /** The likeliest label, none described. */
  public static final LabelRequest PLAIN = new LabelRequest(LabelOptions.DEFAULTS, Map.of());

  public LabelRequest {
    requireNonNull(options, "options is null");
    descriptions = Map.copyOf(descriptions);
  }
}
