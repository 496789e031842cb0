package io.mosaicgpt.model.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * Two labels of which one is given for the other.
 *
 * @param label the right one
 * @param predicted the one that was given
 * @param count examples that it happened to
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Confusion(String label, String predicted, int count) {
  /** The pairs of {@link ConfusionMatrix#confusions}. */
  static List<Confusion> worst(ScoredExamples scored, int most) {
    return ConfusionMatrix.of(scored).confusions(most);
  }
}
