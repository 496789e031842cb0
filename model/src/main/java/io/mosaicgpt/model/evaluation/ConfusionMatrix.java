package io.mosaicgpt.model.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** How often which label was given for which, counted example by example. */
public final class ConfusionMatrix {
  private final int mostLabels;
  private final List<String> labels = new ArrayList<>();
  private final Map<String, Integer> indexes = new HashMap<>();

  /** Examples by right label and given one; its sides may be longer than there are labels. */
  private int[][] counts = new int[0][0];

  /** Examples by right label that were given none. */
  private int[] without = new int[0];

  /**
   * An empty matrix.
   *
   * @param mostLabels that it may get: it takes four times their square in bytes
   */
  public ConfusionMatrix(int mostLabels) {
    this.mostLabels = mostLabels;
  }

  /** The matrix of scored examples, with all their labels in their order. */
  static ConfusionMatrix of(ScoredExamples scored) {
    ConfusionMatrix matrix = new ConfusionMatrix(scored.labels().size());
    scored.labels().forEach(matrix::index);
    for (int i = 0; i < scored.size(); i++) {
      matrix.counts[scored.truth(i)][scored.predicted(i)]++;
    }
    return matrix;
  }

  /**
   * Counts an example.
   *
   * @return false if one of the labels has no place any more, so that nothing was counted
   */
  public boolean add(String truth, String given) {
    int row = index(truth);
    int column = index(given);
    if (row < 0 || column < 0) {
      return false;
    }
    counts[row][column]++;
    return true;
  }

  /**
   * Counts an example that was given no label: it counts for its own one and for no other.
   *
   * @return false if its label has no place any more, so that nothing was counted
   */
  public boolean addWithout(String truth) {
    int row = index(truth);
    if (row < 0) {
      return false;
    }
    without[row]++;
    return true;
  }

  private int index(String label) {
    Integer known = indexes.get(label);
    if (known != null) {
      return known;
    }
    if (labels.size() == mostLabels) {
      return -1;
    }
    indexes.put(label, labels.size());
    labels.add(label);
    if (labels.size() > counts.length) {
      grow(Math.min(mostLabels, Math.max(16, 2 * counts.length)));
    }
    return labels.size() - 1;
  }

  private void grow(int side) {
    int[][] grown = new int[side][];
    for (int i = 0; i < side; i++) {
      grown[i] = i < counts.length ? Arrays.copyOf(counts[i], side) : new int[side];
    }
    counts = grown;
    without = Arrays.copyOf(without, side);
  }

  /** All labels that an example has or got, in the order in which they came. */
  public List<String> labels() {
    return List.copyOf(labels);
  }

  /** Examples with a right label that were given another or the same. */
  public int count(int truth, int given) {
    return counts[truth][given];
  }

  /** Examples with a right label that were given none. */
  public int countWithout(int truth) {
    return without[truth];
  }

  /** The figures of every label, in their order. */
  public List<LabelFigures> figures() {
    return IntStream.range(0, labels.size())
        .mapToObj(
            i ->
                new LabelFigures(
                    labels.get(i),
                    Arrays.stream(counts[i]).sum() + without[i],
                    Arrays.stream(counts).mapToInt(row -> row[i]).sum(),
                    counts[i][i]))
        .toList();
  }

  /**
   * Mean F1 of the labels that an example has or got, as scikit-learn's {@code f1_score} with
   * {@code average="macro"} has it; empty without examples.
   */
  public OptionalDouble macroF1() {
    return LabelFigures.macroF1(figures());
  }

  /**
   * The pairs that are confused most often, the worst first, of equal ones that of the first label.
   *
   * @param most pairs to be told
   */
  public List<Confusion> confusions(int most) {
    List<Confusion> all = new ArrayList<>();
    for (int truth = 0; truth < labels.size(); truth++) {
      for (int given = 0; given < labels.size(); given++) {
        if (truth != given && counts[truth][given] > 0) {
          all.add(new Confusion(labels.get(truth), labels.get(given), counts[truth][given]));
        }
      }
    }
    all.sort(Comparator.comparingInt(Confusion::count).reversed());
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }
}
