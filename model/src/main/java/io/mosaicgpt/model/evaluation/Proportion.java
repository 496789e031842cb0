package io.mosaicgpt.model.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A share of examples.
 *
 * @param value from 0 to 1
 * @param standardError of the value as an estimate for examples like these: the square root of
 *     {@code value * (1 - value) / n}
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Proportion(double value, double standardError) {
  /** The share of examples that are right. */
  static Proportion of(int examples, IntPredicate right) {
    return of(IntStream.range(0, examples).filter(right).count(), examples);
  }

  /**
   * The share that {@code part} is of {@code examples}.
   *
   * @param examples at least 1
   */
  public static Proportion of(long part, long examples) {
    double value = (double) part / examples;
    return new Proportion(value, Math.sqrt(value * (1 - value) / examples));
  }

  /** The share of examples that get their own label. */
  public static Proportion accuracy(ScoredExamples scored) {
    return of(scored.size(), example -> scored.predicted(example) == scored.truth(example));
  }

  /** The share of examples whose own label is among the {@code best} likeliest. */
  public static Proportion accuracy(ScoredExamples scored, int best) {
    return of(scored.size(), example -> scored.rank(example) < best);
  }
}
