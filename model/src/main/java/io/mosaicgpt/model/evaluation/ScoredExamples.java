package io.mosaicgpt.model.evaluation;

import io.mosaicgpt.model.client.LabelScores;
import io.mosaicgpt.model.sampling.PositionRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Log probabilities of all labels for examples whose label is known. Of equally likely labels the
 * first counts as the likelier one, as in serving.
 */
public final class ScoredExamples {
  private final List<String> labels;
  private final int[] truths;
  private final List<double[]> logprobs;

  /**
   * Scores of at least one example.
   *
   * @param labels at least one
   * @param truths index of each example's label
   * @param logprobs of each example, total log probability of each label; minus infinity for a
   *     label that is not to choose from
   */
  public ScoredExamples(List<String> labels, int[] truths, List<double[]> logprobs) {
    this.labels = List.copyOf(labels);
    this.truths = truths.clone();
    this.logprobs = logprobs.stream().map(double[]::clone).toList();
    if (truths.length == 0 || truths.length != logprobs.size()) {
      throw new IllegalArgumentException(
          "%d scores for %d examples".formatted(logprobs.size(), truths.length));
    }
    for (int i = 0; i < truths.length; i++) {
      double[] scores = this.logprobs.get(i);
      boolean usable =
          scores.length == labels.size()
              && Arrays.stream(scores).allMatch(score -> score < Double.POSITIVE_INFINITY)
              && Double.isFinite(scores[truths[i]]);
      if (!usable) {
        throw new IllegalArgumentException(
            "example %d has no usable scores: %s".formatted(i, Arrays.toString(scores)));
      }
    }
  }

  /** How many examples. */
  public int size() {
    return truths.length;
  }

  /** All labels, in the order of the scores. */
  public List<String> labels() {
    return labels;
  }

  /** Index of an example's label. */
  public int truth(int example) {
    return truths[example];
  }

  /** Index of the label that serving answers an example with. */
  public int predicted(int example) {
    double[] scores = logprobs.get(example);
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }

  /** How many labels are likelier than an example's own. */
  int rank(int example) {
    int rank = 0;
    for (int i = 0; i < labels.size(); i++) {
      rank += beatsTruth(i, example) ? 1 : 0;
    }
    return rank;
  }

  private boolean beatsTruth(int label, int example) {
    double[] scores = logprobs.get(example);
    double truth = scores[truths[example]];
    return scores[label] > truth || (scores[label] == truth && label < truths[example]);
  }

  /** Log probabilities of an example's labels. */
  public double[] logprobs(int example) {
    return logprobs.get(example).clone();
  }

  /** Probabilities of an example's labels, as serving shows them with a temperature. */
  public double[] probabilities(int example, double temperature) {
    return LabelScores.softmax(logprobs.get(example), temperature);
  }

  /**
   * Natural logarithm of the probability of an example's own label, also where that is too small
   * for a double.
   */
  double logProbability(int example, double temperature) {
    double[] scores = logprobs.get(example);
    double max = Arrays.stream(scores).max().orElseThrow();
    double sum = Arrays.stream(scores).map(l -> Math.exp((l - max) / temperature)).sum();
    return (scores[truths[example]] - max) / temperature - Math.log(sum);
  }

  /**
   * The same examples with fewer labels to choose from: each with its own label and others that are
   * drawn anew for every example. A label's log probability does not depend on the other labels, so
   * this is what the model would have said.
   *
   * @param count labels to choose from, at least 1; all if there are not more
   * @param seed of the draw; the same on every machine
   */
  public ScoredExamples among(int count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("there is nothing to choose from: " + count);
    }
    double[][] fewer = new double[truths.length][];
    for (int example = 0; example < fewer.length; example++) {
      fewer[example] = new double[labels.size()];
      Arrays.fill(fewer[example], Double.NEGATIVE_INFINITY);
      for (int label : draw(example, count, seed)) {
        fewer[example][label] = logprobs.get(example)[label];
      }
    }
    return new ScoredExamples(labels, truths, List.of(fewer));
  }

  /** The example's label first, then others: the beginning of a shuffle. */
  private int[] draw(int example, int count, long seed) {
    int all = labels.size();
    int[] drawn = new int[all];
    Arrays.setAll(drawn, i -> i);
    drawn[0] = truths[example];
    drawn[truths[example]] = 0;
    int wanted = Math.min(count, all);
    for (int i = 1; i < wanted; i++) {
      int other = i + (int) PositionRandom.below(all - i, seed, (long) example * all + i);
      int label = drawn[other];
      drawn[other] = drawn[i];
      drawn[i] = label;
    }
    return Arrays.copyOf(drawn, wanted);
  }
}
