package io.mosaicgpt.model.client;

import io.mosaicgpt.model.checkpoint.Calibration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the log probabilities of labels say: the softmax over them, each divided by the temperature
 * of the model's calibration. The temperature changes neither the best label nor the order.
 */
public final class LabelScores {
  private final List<String> labels;
  private final double[] logprobs;
  private final double temperature;

  /**
   * Scores of labels.
   *
   * @param logprobs total log probability of each label, NaN for one that was not computed
   * @param calibration of the model that computed them
   * @throws IllegalArgumentException when there are not as many of both, or none
   */
  public LabelScores(List<String> labels, double[] logprobs, Calibration calibration) {
    if (labels.size() != logprobs.length || labels.isEmpty()) {
      throw new IllegalArgumentException(
          "%d log probabilities for %d labels".formatted(logprobs.length, labels.size()));
    }
    this.labels = List.copyOf(labels);
    this.logprobs = logprobs.clone();
    this.temperature = calibration.labelTemperature();
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
    double[] values = softmax(logprobs, temperature);
    Map<String, Double> probabilities = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      probabilities.put(labels.get(i), values[i]);
    }
    return probabilities;
  }

  /**
   * Probabilities that are proportional to {@code exp(logprob / temperature)}; they add up to 1.
   *
   * @param temperature above 0; 1 changes no bit
   */
  public static double[] softmax(double[] logprobs, double temperature) {
    double max = Arrays.stream(logprobs).max().orElseThrow();
    double sum = Arrays.stream(logprobs).map(l -> Math.exp((l - max) / temperature)).sum();
    return Arrays.stream(logprobs).map(l -> Math.exp((l - max) / temperature) / sum).toArray();
  }

  /** The probabilities, likeliest first, of equally likely ones the first. */
  public Map<String, Double> ranked() {
    Map<String, Double> probabilities = probabilities();
    Map<String, Double> ranked = new LinkedHashMap<>();
    // By log probability: it tells labels apart whose probabilities are both 0 to a double.
    IntStream.range(0, logprobs.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> logprobs[i]).reversed())
        .map(labels::get)
        .forEach(label -> ranked.put(label, probabilities.get(label)));
    return ranked;
  }
}
