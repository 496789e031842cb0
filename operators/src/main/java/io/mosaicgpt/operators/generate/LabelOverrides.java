package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.schemas.Instruction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What an event says about its labels, over what the job says. */
final class LabelOverrides {
  private LabelOverrides() {}

  /**
   * The event's options, and the job's where it has none.
   *
   * @throws RequestException for one that is none, or that is set without choices
   */
  static LabelOptions of(Instruction event, LabelOptions defaults) {
    requireChoices(event);
    boolean multi = event.getMultiLabel() == null ? defaults.multi() : event.getMultiLabel();
    Double threshold =
        event.getLabelThreshold() == null ? defaults.threshold() : event.getLabelThreshold();
    // The job's may be for several labels, which always have a threshold.
    String byDefault = multi || threshold != null ? defaults.fallback() : null;
    try {
      return new LabelOptions(
          or(
              event.getLabelScoring(),
              LabelOptions.Scoring::parse,
              defaults.scoring(),
              "label_scoring is \"%s\": set sum or mean"),
          threshold,
          event.getLabelFallback() == null ? byDefault : event.getLabelFallback(),
          multi,
          or(
              event.getLabelCalibration(),
              LabelOptions.Calibration::parse,
              defaults.calibration(),
              "label_calibration is \"%s\": set none or contextual"));
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  private static <T> T or(
      String own, Function<String, Optional<T>> parser, T byDefault, String refusal) {
    if (own == null) {
      return byDefault;
    }
    return parser.apply(own).orElseThrow(() -> invalid(refusal.formatted(shortened(own))));
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  private static void requireChoices(Instruction event) {
    if (!event.getChoices().isEmpty()) {
      return;
    }
    Map<String, Object> own = new LinkedHashMap<>();
    own.put("label_scoring", event.getLabelScoring());
    own.put("label_threshold", event.getLabelThreshold());
    own.put("label_fallback", event.getLabelFallback());
    own.put("multi_label", event.getMultiLabel());
    own.put("label_calibration", event.getLabelCalibration());
    own.put("choice_descriptions", event.getChoiceDescriptions().isEmpty() ? null : true);
    own.forEach(
        (field, value) -> {
          if (value != null) {
            throw invalid(
                "%s is set without choices: give labels to choose from, or leave it out"
                    .formatted(field));
          }
        });
  }

  /** Makes the options that a request was admitted with the event's own. */
  static void settle(Instruction event, LabelOptions options) {
    if (!event.getChoices().isEmpty()) {
      event.setLabelScoring(options.scoring().toString());
      event.setLabelThreshold(options.threshold());
      event.setLabelFallback(options.fallback());
      event.setMultiLabel(options.multi());
      event.setLabelCalibration(options.calibration().toString());
    }
  }

  private static RequestException invalid(String message) {
    return new RequestException(ErrorCode.INVALID_REQUEST, message);
  }
}
