package io.mosaicgpt.jobs.config;

import io.mosaicgpt.model.generation.LabelOptions;
import java.util.Optional;

/** How labels are judged, for requests that do not say themselves. */
public final class LabelSettings {
  public static final Setting<LabelOptions.Scoring> SCORING =
      Setting.of(
          "label-scoring",
          "WHAT",
          Kind.oneOf(LabelOptions.Scoring.class, LabelOptions.Scoring::toString),
          "sum",
          "A label's score: sum (of its tokens' log probabilities) or mean (per token), for"
              + " requests that do not say themselves.");

  public static final Setting<Optional<Double>> THRESHOLD =
      Setting.optional(
          "label-threshold",
          "X",
          Kind.decimal(0, 1),
          "Probability below which a label does not count, for requests that do not say themselves;"
              + " none unless given, 0.5 with multi-label.");

  public static final Setting<Optional<String>> FALLBACK =
      Setting.optional(
          "label-fallback",
          "LABEL",
          Kind.text(text -> !text.isBlank(), "a label that is not blank"),
          "The label where none counts, for requests that do not say themselves; none unless given.");

  public static final Setting<Boolean> MULTI_LABEL =
      Setting.onOff(
          "multi-label",
          "true|false",
          "false",
          "Answer each label yes or no on its own, for requests that do not say themselves.");

  public static final Setting<LabelOptions.Calibration> CALIBRATION =
      Setting.of(
          "label-calibration",
          "HOW",
          Kind.oneOf(LabelOptions.Calibration.class, LabelOptions.Calibration::toString),
          "none",
          "none, or contextual: divide probabilities by those for a context without content, for"
              + " requests that do not say themselves.");

  public static final SettingGroup GROUP =
      SettingGroup.of("labels", SCORING, THRESHOLD, FALLBACK, MULTI_LABEL, CALIBRATION);

  private LabelSettings() {}

  /**
   * The options that the settings describe.
   *
   * @throws io.mosaicgpt.jobs.BadInputException naming the first setting that cannot be used
   */
  static LabelOptions options(Settings settings) {
    Optional<Double> threshold = settings.get(THRESHOLD);
    Optional<String> fallback = settings.get(FALLBACK);
    boolean multi = settings.get(MULTI_LABEL);
    if (fallback.isPresent() && threshold.isEmpty() && !multi) {
      throw settings.refuse(
          FALLBACK, "label-threshold, too, which says when it counts, or leave it out");
    }
    return new LabelOptions(
        settings.get(SCORING),
        threshold.orElse(null),
        fallback.orElse(null),
        multi,
        settings.get(CALIBRATION));
  }
}
