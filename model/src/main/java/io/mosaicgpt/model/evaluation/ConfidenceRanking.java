package io.mosaicgpt.model.evaluation;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether the confidence in a label puts the right ones before the wrong ones, from any number of
 * examples in one megabyte: they are counted in bins of the confidence's log odds, 1024 to the
 * unit. Two confidences of one bin differ by less than 0.00025, and near 0 and 1 by less than a
 * thousandth of their distance from there; they count as equal.
 */
public final class ConfidenceRanking {
  private static final int PER_UNIT = 1024;

  /** Log odds beyond this, of confidences within 1e-14 of 0 and 1, are not told apart. */
  private static final int MOST = 32;

  private static final int BINS = 2 * MOST * PER_UNIT;

  private final int[] right = new int[BINS];
  private final int[] wrong = new int[BINS];
  private long allRight;
  private long allWrong;

  /**
   * Where to answer from, so that enough of the answers are right.
   *
   * @param confidence that an answered example has at least
   * @param coverage share of the examples that are answered
   * @param accuracy share of these whose label is right
   */
  public record OperatingPoint(double confidence, double coverage, double accuracy) {}

  /**
   * Counts an example.
   *
   * @param confidence from 0 to 1
   * @param isRight whether its label is right
   */
  public void add(double confidence, boolean isRight) {
    if (isRight) {
      right[bin(confidence)]++;
      allRight++;
    } else {
      wrong[bin(confidence)]++;
      allWrong++;
    }
  }

  private static int bin(double confidence) {
    double logOdds = Math.log(confidence / (1 - confidence));
    double bin = Math.floor((logOdds + MOST) * PER_UNIT);
    return (int) Math.max(0, Math.min(BINS - 1, bin));
  }

  /** The least confidence of a bin. */
  private static double confidence(int bin) {
    return bin == 0 ? 0 : 1 / (1 + Math.exp(MOST - (double) bin / PER_UNIT));
  }

  /** How many examples. */
  public long size() {
    return allRight + allWrong;
  }

  /**
   * The probability that a right label has a higher confidence than a wrong one, a tie counting
   * half: area under the receiver operating characteristic, 0.5 for no use. Empty if all are right
   * or all wrong.
   */
  public OptionalDouble auroc() {
    if (allRight == 0 || allWrong == 0) {
      return OptionalDouble.empty();
    }
    double wins = 0;
    long wrongBelow = 0;
    for (int bin = 0; bin < BINS; bin++) {
      wins += right[bin] * (wrongBelow + wrong[bin] / 2.0);
      wrongBelow += wrong[bin];
    }
    return OptionalDouble.of(wins / ((double) allRight * allWrong));
  }

  /**
   * Accuracy when only the most confident examples are answered. Of a bin of which not all are
   * answered it is as if they had been drawn by lot.
   *
   * @param coverage share of the examples that are answered, above 0 and at most 1
   * @return NaN without examples
   */
  public double accuracy(double coverage) {
    double answered = coverage * size();
    double correct = 0;
    double taken = 0;
    for (int bin = BINS - 1; bin >= 0 && taken < answered; bin--) {
      int here = right[bin] + wrong[bin];
      if (here > 0) {
        double share = Math.min(1, (answered - taken) / here);
        correct += share * right[bin];
        taken += share * here;
      }
    }
    return correct / taken;
  }

  /** The least confidence of the examples that {@link #accuracy} answers; NaN without any. */
  public double confidence(double coverage) {
    double answered = coverage * size();
    long taken = 0;
    for (int bin = BINS - 1; bin >= 0; bin--) {
      taken += right[bin] + wrong[bin];
      // A share such as 0.07 of 100 may be a bit more than 7.
      if (taken > 0 && taken >= answered - 1e-6) {
        return confidence(bin);
      }
    }
    return Double.NaN;
  }

  /**
   * The most that can be answered, by a threshold on the confidence, so that a share of the answers
   * is right; empty if no threshold does.
   *
   * @param accuracy that is wanted, from 0 to 1
   */
  public Optional<OperatingPoint> most(double accuracy) {
    long taken = size();
    long correct = allRight;
    for (int bin = 0; bin < BINS && taken > 0; bin++) {
      boolean begins = right[bin] + wrong[bin] > 0;
      if (begins && correct >= accuracy * taken) {
        return Optional.of(
            new OperatingPoint(confidence(bin), (double) taken / size(), (double) correct / taken));
      }
      taken -= right[bin] + wrong[bin];
      correct -= right[bin];
    }
    return Optional.empty();
  }
}
