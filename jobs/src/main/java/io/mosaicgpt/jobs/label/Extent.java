package io.mosaicgpt.jobs.label;

import io.mosaicgpt.jobs.BadInputException;

/**
 * How many of the rows are answered.
 *
 * @param limit the first ones at most; 0 for all
 * @param sample as many, chosen by chance; 0 for all
 * @param seed of the choice
 */
record Extent(long limit, int sample, long seed) {
  Extent {
    if (limit < 0 || sample < 0) {
      throw new IllegalArgumentException("limit is %d, sample is %d".formatted(limit, sample));
    }
    if (limit > 0 && sample > 0) {
      throw new BadInputException(
          "--limit and --sample are both given: take the first rows, or some chosen by chance.");
    }
  }
}
