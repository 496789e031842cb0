package io.mosaicgpt.model.training;

import static java.util.Comparator.comparingInt;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a step that are computed at once, as long as the longest of them. The others are padded
 * behind their ends, where attention, being causal, does not look and no loss is taken.
 *
 * <p>The other way to have no padding is to pack several rows into one and to hide them from each
 * other with a mask for each. It was measured with 4,096 tokens in rows of 24 or 60 on average, on
 * one AVX2 core, in tokens/s: padded in pieces of 1,024 tokens 5,500 and 5,700 at width 128, 2,060
 * and 1,820 at width 256; packed into 128 tokens 4,520 and 4,770, 1,930 and 1,830; packed into 256
 * tokens 4,040 and 4,540, 1,980 and 1,670. Packing computes a tenth fewer tokens, but most of its
 * attention is masked, its bias is one for each row and head, and it is in no cache. So rows of
 * similar length are padded, which also leaves positions and ALiBi as they are served.
 *
 * @param rows how many
 * @param length tokens of each, padding included
 * @param tokens ids, row after row
 * @param scored places in {@code tokens} behind which a token is predicted
 * @param targets the tokens that come there
 * @param weights of their losses; those of all the step's micro-batches add up to 1
 */
record MicroBatch(
    int rows, int length, long[] tokens, long[] scored, long[] targets, float[] weights) {

  /**
   * Cuts a step into micro-batches of at most so many tokens, padding included; a longer row is one
   * by itself. Rows of similar length come together, which leaves little padding.
   *
   * @throws IllegalArgumentException when no token of the rows counts
   */
  static List<MicroBatch> cut(List<TokenRow> rows, int mostTokens) {
    double total = 0;
    for (TokenRow row : rows) {
      for (float weight : row.weights()) {
        total += weight;
      }
    }
    if (total == 0) {
      throw new IllegalArgumentException("no token of the step's rows counts");
    }
    List<TokenRow> sorted = rows.stream().sorted(comparingInt(TokenRow::length)).toList();
    List<MicroBatch> batches = new ArrayList<>();
    int start = 0;
    for (int end = 1; end <= sorted.size(); end++) {
      if (end == sorted.size()
          || (long) (end + 1 - start) * sorted.get(end).length() > mostTokens) {
        batches.add(of(sorted.subList(start, end), total));
        start = end;
      }
    }
    return batches;
  }

  private static MicroBatch of(List<TokenRow> rows, double total) {
    int length = rows.get(rows.size() - 1).length();
    int count = rows.stream().mapToInt(MicroBatch::scored).sum();
    long[] tokens = new long[rows.size() * length];
    long[] scored = new long[count];
    long[] targets = new long[count];
    float[] weights = new float[count];
    int next = 0;
    for (int r = 0; r < rows.size(); r++) {
      TokenRow row = rows.get(r);
      for (int t = 0; t < row.length(); t++) {
        tokens[r * length + t] = row.tokens()[t];
        if (row.weights()[t + 1] > 0) {
          scored[next] = (long) r * length + t;
          targets[next] = row.tokens()[t + 1];
          weights[next] = (float) (row.weights()[t + 1] / total);
          next++;
        }
      }
    }
    return new MicroBatch(rows.size(), length, tokens, scored, targets, weights);
  }

  private static int scored(TokenRow row) {
    int count = 0;
    for (float weight : row.weights()) {
      count += weight > 0 ? 1 : 0;
    }
    return count;
  }
}
