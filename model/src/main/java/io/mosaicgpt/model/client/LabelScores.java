package io.mosaicgpt.model.client;

import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.model.generation.Labelling;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What the log probabilities of labels say, by the options of whoever asked.
 *
 * <ul>
 *   <li>A label's score is the log probability of its tokens, or its mean per token.
 *   <li>Held against a text without content, it is less the label's score there: its probability is
 *       divided by what it has without any reason.
 *   <li>One label: probabilities are the softmax over the scores. Sums that are held against
 *       nothing are divided by the temperature of the model's calibration, which was fitted to
 *       them; it changes neither the best label nor the order.
 *   <li>Several labels: each has two scores, as answered yes and no, and its probability is that of
 *       yes among the two, whatever the other labels.
 * </ul>
 */
public final class LabelScores {
  private final List<String> labels;

  /** What probabilities are in the order of. */
  private final double[] scores;

  private final double[] probabilities;
  private final boolean complete;
  private final LabelOptions options;

  private LabelScores(
      List<String> labels,
      double[] scores,
      double[] probabilities,
      boolean complete,
      LabelOptions options) {
    this.labels = List.copyOf(labels);
    this.scores = scores;
    this.probabilities = probabilities;
    this.complete = complete;
    this.options = options;
  }

  /**
   * Scores of labels, of which the likeliest is chosen by its sum.
   *
   * @param logprobs total log probability of each label, NaN for one that was not computed
   * @param calibration of the model that computed them
   * @throws IllegalArgumentException when there are not as many of both, or none
   */
  public LabelScores(List<String> labels, double[] logprobs, Calibration calibration) {
    this(
        labels,
        logprobs.clone(),
        softmax(sameNumber(labels, logprobs), calibration.labelTemperature()),
        Arrays.stream(logprobs).noneMatch(Double::isNaN),
        LabelOptions.DEFAULTS);
  }

  private static double[] sameNumber(List<String> labels, double[] logprobs) {
    if (labels.size() != logprobs.length || labels.isEmpty()) {
      throw new IllegalArgumentException(
          "%d log probabilities for %d labels".formatted(logprobs.length, labels.size()));
    }
    return logprobs;
  }

  /**
   * Scores of a request's labels.
   *
   * @param request one with choices
   * @param calibration of the model that computed them
   * @throws IllegalArgumentException when there are not as many as choices
   */
  public static LabelScores of(
      GenerationRequest request, GenerationEvent.Finished end, Calibration calibration) {
    Labelling labelling = request.labelling();
    LabelOptions options = labelling.options();
    List<String> names = request.choices().stream().map(Choice::label).toList();
    double[] scores = scores(request.choices(), sameNumber(names, end.choiceLogprobs()), options);
    if (labelling.isHeldAgainstContentFree()) {
      double[] without =
          scores(
              labelling.contentFreeChoices(),
              sameNumber(names, end.contentFreeLogprobs()),
              options);
      Arrays.setAll(scores, i -> scores[i] - without[i]);
    }
    boolean complete = Arrays.stream(scores).noneMatch(Double::isNaN);
    if (options.multi()) {
      return several(names, scores, complete, options);
    }
    boolean fitted =
        options.scoring() == LabelOptions.Scoring.SUM && !labelling.isHeldAgainstContentFree();
    double temperature = fitted ? calibration.labelTemperature() : 1;
    return new LabelScores(names, scores, softmax(scores, temperature), complete, options);
  }

  private static double[] scores(List<Choice> choices, double[] logprobs, LabelOptions options) {
    double[] scores = logprobs.clone();
    if (options.scoring() == LabelOptions.Scoring.MEAN) {
      Arrays.setAll(scores, i -> scores[i] / choices.get(i).tokenIds().length);
    }
    return scores;
  }

  /** Of choices in pairs, each label as answered yes and no. */
  private static LabelScores several(
      List<String> names, double[] pairs, boolean complete, LabelOptions options) {
    int count = names.size() / 2;
    List<String> labels = IntStream.range(0, count).mapToObj(i -> names.get(2 * i)).toList();
    double[] odds =
        IntStream.range(0, count).mapToDouble(i -> pairs[2 * i] - pairs[2 * i + 1]).toArray();
    double[] probabilities = Arrays.stream(odds).map(o -> 1 / (1 + Math.exp(-o))).toArray();
    return new LabelScores(labels, odds, probabilities, complete, options);
  }

  /** False when the request ended before all labels were scored. */
  public boolean areComplete() {
    return complete;
  }

  /** The likeliest label, the first of equal ones, whatever its probability. */
  public String best() {
    return labels.get(bestIndex());
  }

  private int bestIndex() {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }

  /** The label: the likeliest if it counts, otherwise the fallback, if there is one. */
  public Optional<String> label() {
    return counts(bestIndex()) ? Optional.of(best()) : Optional.ofNullable(options.fallback());
  }

  /** The labels that count, in their order: the likeliest at most, unless several may. */
  public List<String> labels() {
    return IntStream.range(0, scores.length)
        .filter(i -> counts(i) && (options.multi() || i == bestIndex()))
        .mapToObj(labels::get)
        .toList();
  }

  private boolean counts(int index) {
    return probabilities[index] >= options.leastProbability();
  }

  /** Probability of {@link #label}; empty where that is none of the labels. */
  public OptionalDouble confidence() {
    return label()
        .map(labels::indexOf)
        .filter(index -> index >= 0)
        .map(index -> OptionalDouble.of(probabilities[index]))
        .orElse(OptionalDouble.empty());
  }

  /**
   * The answer as a text: the labels that count, with commas between them, otherwise the fallback,
   * or nothing.
   */
  public Optional<String> text() {
    return labels().size() > 1 ? Optional.of(String.join(", ", labels())) : label();
  }

  /**
   * Probability of each label, in their order: among the labels, adding up to 1, or of each by
   * itself where several may hold.
   */
  public Map<String, Double> probabilities() {
    Map<String, Double> byLabel = new LinkedHashMap<>();
    for (int i = 0; i < probabilities.length; i++) {
      byLabel.put(labels.get(i), probabilities[i]);
    }
    return byLabel;
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
    Map<String, Double> byLabel = probabilities();
    Map<String, Double> ranked = new LinkedHashMap<>();
    // By score: it tells labels apart whose probabilities are both 0 to a double.
    IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> scores[i]).reversed())
        .map(labels::get)
        .forEach(label -> ranked.put(label, byLabel.get(label)));
    return ranked;
  }
}
