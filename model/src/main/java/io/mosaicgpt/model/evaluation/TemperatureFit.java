package io.mosaicgpt.model.evaluation;

import io.mosaicgpt.model.checkpoint.Calibration;
import java.util.Optional;

/**
 * The temperature under which the right labels are likeliest. The mean negative log likelihood is a
 * convex function of the temperature's inverse, so there is one minimum, where its derivative is
 * zero: where the expected log probability of a label drawn from the model is, on average, that of
 * the right label. Bisection finds it, with the same bits for the same scores.
 */
public final class TemperatureFit {
  /** A model that is sure of everything and always right would have 0. */
  static final double LOWEST = 0.05;

  /** A model that knows nothing would have infinity. */
  static final double HIGHEST = 20;

  /** The interval's logarithm is 6 long: this leaves less than a double can tell. */
  private static final int HALVINGS = 55;

  /** With less the temperature would say more about the examples than about the model. */
  public static final int FEWEST_EXAMPLES = 50;

  private TemperatureFit() {}

  /**
   * Whether examples say how sure the model may be: there are enough of them, and not all got the
   * right label. Where the model is never wrong, any temperature would be right that makes it
   * surer.
   */
  public static boolean isPossible(ScoredExamples scored) {
    int wrong = 0;
    for (int i = 0; i < scored.size(); i++) {
      wrong += scored.predicted(i) == scored.truth(i) ? 0 : 1;
    }
    return scored.size() >= FEWEST_EXAMPLES && wrong > 0;
  }

  /** The temperature, from 0.05 to 20; 1 where all are equally good. */
  public static double of(ScoredExamples scored) {
    if (slope(scored, 1) == 0) {
      return 1;
    }
    if (slope(scored, LOWEST) <= 0) {
      return LOWEST;
    }
    if (slope(scored, HIGHEST) >= 0) {
      return HIGHEST;
    }
    double low = Math.log(LOWEST);
    double high = Math.log(HIGHEST);
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (slope(scored, Math.exp(middle)) > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.exp((low + high) / 2);
  }

  /** The temperature with what it was fitted on, and what it brings there. */
  public static Calibration calibration(ScoredExamples scored) {
    double temperature = of(scored);
    return new Calibration(
        temperature,
        Optional.of(
            new Calibration.Fit(
                scored.size(),
                scored.labels().size(),
                Reliability.of(scored, 1).expectedCalibrationError(),
                Reliability.of(scored, temperature).expectedCalibrationError())));
  }

  /**
   * Derivative of the negative log likelihood by the temperature's inverse: above 0 where a higher
   * temperature is better.
   */
  private static double slope(ScoredExamples scored, double temperature) {
    double slope = 0;
    for (int i = 0; i < scored.size(); i++) {
      double[] logprobs = scored.logprobs(i);
      double[] probabilities = scored.probabilities(i, temperature);
      double truth = logprobs[scored.truth(i)];
      for (int label = 0; label < logprobs.length; label++) {
        if (probabilities[label] > 0) {
          slope += probabilities[label] * (logprobs[label] - truth);
        }
      }
    }
    return slope;
  }
}
