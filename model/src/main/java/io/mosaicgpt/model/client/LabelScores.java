package io.mosaicgpt.model.client;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the log probabilities of labels say: the softmax over them. */
public final class LabelScores {
  private final List<String> labels;
  private final double[] logprobs;

  /**
   * Scores of labels.
   *
   * @param logprobs total log probability of each label, NaN for one that was not computed
   * @throws IllegalArgumentException when there are not as many of both, or none
   */
  public LabelScores(List<String> labels, double[] logprobs) {
    if (labels.size() != logprobs.length || labels.isEmpty()) {
      throw new IllegalArgumentException(
          "%d log probabilities for %d labels".formatted(logprobs.length, labels.size()));
    }
    this.labels = List.copyOf(labels);
    this.logprobs = logprobs.clone();
  }

  /** False when the request ended before all labels were scored. */
  public boolean areComplete() {
    return Arrays.stream(logprobs).noneMatch(Double::isNaN);
  }

  /** The likeliest label, the first of equal ones. */
  public String best() {
    int best = 0;
    for (int i = 1; i < logprobs.length; i++) {
      if (logprobs[i] > logprobs[best]) {
        best = i;
      }
    }
    return labels.get(best);
  }

  /** Probability of each label among the labels, in their order; adds up to 1. */
  public Map<String, Double> probabilities() {
    double max = Arrays.stream(logprobs).max().orElseThrow();
    double sum = Arrays.stream(logprobs).map(l -> Math.exp(l - max)).sum();
    Map<String, Double> probabilities = new LinkedHashMap<>();
    for (int i = 0; i < logprobs.length; i++) {
      probabilities.put(labels.get(i), Math.exp(logprobs[i] - max) / sum);
    }
    return probabilities;
  }

  /** The probabilities, likeliest first. */
  public Map<String, Double> ranked() {
    Map<String, Double> ranked = new LinkedHashMap<>();
    probabilities().entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .forEach(entry -> ranked.put(entry.getKey(), entry.getValue()));
    return ranked;
  }
}
