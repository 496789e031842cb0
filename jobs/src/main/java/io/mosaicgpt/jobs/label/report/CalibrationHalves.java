package io.mosaicgpt.jobs.label.report;

import io.mosaicgpt.model.evaluation.ScoredExamples;
import io.mosaicgpt.model.sampling.PositionRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Rows with truth and scores, in two halves: one to fit a temperature on and one to measure it on.
 * A row's half follows from the seed, its file and its line. Of more rows than a temperature needs,
 * each half keeps a random part that follows from the same, whatever order they come in.
 */
final class CalibrationHalves {
  /** Rows of a half. */
  private static final int MOST_ROWS = 10_000;

  /** Scores of a half, of four bytes each. */
  private static final int MOST_SCORES = 2_000_000;

  /** What scikit-learn's {@code log_loss} puts in place of probabilities of 0. */
  private static final double LEAST_PROBABILITY = Math.ulp(1.0);

  private final long seed;
  private final Map<String, Integer> labels = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final Half fitted = new Half();
  private final Half measured = new Half();
  private long outside;

  CalibrationHalves(long seed) {
    this.seed = seed;
  }

  /** A row by what its place in the draw is, with the logarithms of its labels' probabilities. */
  private record Drawn(long place, int truth, float[] logprobs) {}

  private static final class Half {
    private final PriorityQueue<Drawn> lastFirst =
        new PriorityQueue<>(Comparator.comparingLong(Drawn::place).reversed());

    boolean takes(long place, int most) {
      return lastFirst.size() < most || place < lastFirst.peek().place();
    }

    void add(Drawn row, int most) {
      lastFirst.add(row);
      if (lastFirst.size() > most) {
        lastFirst.remove();
      }
    }
  }

  /** Takes a row that has truth and scores. */
  void add(LabelledRow row) {
    String truth = row.truth().orElseThrow();
    boolean usable = row.scores().values().stream().allMatch(score -> score >= 0);
    if (!usable || !row.scores().containsKey(truth)) {
      outside++;
      return;
    }
    row.scores().keySet().forEach(this::index);
    long position = ((long) row.source().hashCode() << Integer.SIZE) ^ row.line();
    long bits = PositionRandom.bits(seed, position);
    Half half = (bits & 1) == 0 ? fitted : measured;
    int most = Math.max(1, Math.min(MOST_ROWS, MOST_SCORES / row.scores().size()));
    if (half.takes(bits, most)) {
      half.add(new Drawn(bits, index(truth), logprobs(row.scores())), most);
    }
  }

  private int index(String label) {
    Integer known = labels.putIfAbsent(label, names.size());
    if (known == null) {
      names.add(label);
      return names.size() - 1;
    }
    return known;
  }

  private float[] logprobs(Map<String, Double> scores) {
    float[] logprobs = new float[names.size()];
    Arrays.fill(logprobs, Float.NEGATIVE_INFINITY);
    scores.forEach(
        (label, probability) ->
            logprobs[index(label)] =
                (float) Math.log(Math.max(LEAST_PROBABILITY, Math.min(1, probability))));
    return logprobs;
  }

  /**
   * Rows whose truth is none of the labels that they have a probability of: they say nothing of a
   * temperature.
   */
  long outside() {
    return outside;
  }

  /** The half that a temperature is fitted on; empty without rows. */
  Optional<ScoredExamples> fitted() {
    return examples(fitted);
  }

  /** The half that it is measured on; empty without rows. */
  Optional<ScoredExamples> measured() {
    return examples(measured);
  }

  private Optional<ScoredExamples> examples(Half half) {
    List<Drawn> rows =
        half.lastFirst.stream().sorted(Comparator.comparingLong(Drawn::place)).toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ScoredExamples(
                names,
                rows.stream().mapToInt(Drawn::truth).toArray(),
                rows.stream().map(row -> padded(row.logprobs())).toList()));
  }

  private double[] padded(float[] logprobs) {
    double[] all = new double[names.size()];
    Arrays.setAll(all, i -> i < logprobs.length ? logprobs[i] : Double.NEGATIVE_INFINITY);
    return all;
  }
}
