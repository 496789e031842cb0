package io.mosaicgpt.model.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.Comparator;
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
  /**
   * The pairs that are confused most often, the worst first, of equal ones that of the first label.
   *
   * @param most pairs to be told
   */
  public static List<Confusion> worst(ScoredExamples scored, int most) {
    List<String> labels = scored.labels();
    int[][] counts = new int[labels.size()][labels.size()];
    for (int i = 0; i < scored.size(); i++) {
      counts[scored.truth(i)][scored.predicted(i)]++;
    }
    List<Confusion> all = new ArrayList<>();
    for (int truth = 0; truth < counts.length; truth++) {
      for (int predicted = 0; predicted < counts.length; predicted++) {
        if (truth != predicted && counts[truth][predicted] > 0) {
          all.add(
              new Confusion(labels.get(truth), labels.get(predicted), counts[truth][predicted]));
        }
      }
    }
    all.sort(Comparator.comparingInt(Confusion::count).reversed());
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }
}
