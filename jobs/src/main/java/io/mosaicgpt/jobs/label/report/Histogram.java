package io.mosaicgpt.jobs.label.report;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.stream.IntStream;

/** How many rows have which confidence: twenty bins, which hold their upper bound. */
final class Histogram {
  private static final int BINS = 20;

  private final long[] right = new long[BINS];
  private final long[] wrong = new long[BINS];
  private final long[] unknown = new long[BINS];

  /**
   * Rows of about the same confidence.
   *
   * @param from lower bound, excluded but for 0
   * @param to upper bound, included
   * @param right rows whose likeliest label is the truth
   * @param wrong rows whose likeliest label is not
   * @param unknown rows without truth
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Bin(double from, double to, long right, long wrong, long unknown) {
    long rows() {
      return right + wrong + unknown;
    }
  }

  private static int bin(double confidence) {
    return Math.min(BINS, Math.max(1, (int) Math.ceil(confidence * BINS))) - 1;
  }

  void add(double confidence) {
    unknown[bin(confidence)]++;
  }

  void add(double confidence, boolean isRight) {
    (isRight ? right : wrong)[bin(confidence)]++;
  }

  List<Bin> bins() {
    return IntStream.range(0, BINS)
        .mapToObj(
            i ->
                new Bin((double) i / BINS, (double) (i + 1) / BINS, right[i], wrong[i], unknown[i]))
        .toList();
  }
}
