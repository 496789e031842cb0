package io.mosaicgpt.model.training;

import static java.util.Comparator.comparingInt;

import io.mosaicgpt.model.training.data.TrainingRecord;
import java.util.ArrayList;
import java.util.Arrays;
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
   * Cuts a step into micro-batches of at most so many tokens, padding included; a longer record is
   * one by itself. Records of similar length come together, which leaves little padding.
   */
  static List<MicroBatch> cut(List<TrainingRecord> records, int mostTokens) {
    int counted = records.stream().mapToInt(TrainingRecord::counted).sum();
    List<TrainingRecord> sorted =
        records.stream().sorted(comparingInt(TrainingRecord::read)).toList();
    List<MicroBatch> batches = new ArrayList<>();
    int start = 0;
    for (int end = 1; end <= sorted.size(); end++) {
      if (end == sorted.size() || (long) (end + 1 - start) * sorted.get(end).read() > mostTokens) {
        batches.add(of(sorted.subList(start, end), counted));
        start = end;
      }
    }
    return batches;
  }

  private static MicroBatch of(List<TrainingRecord> records, int countedInStep) {
    int length = records.get(records.size() - 1).read();
    int count = records.stream().mapToInt(TrainingRecord::counted).sum();
    long[] tokens = new long[records.size() * length];
    long[] scored = new long[count];
    long[] targets = new long[count];
    float[] weights = new float[count];
    Arrays.fill(weights, 1f / countedInStep);
    int next = 0;
    for (int r = 0; r < records.size(); r++) {
      TrainingRecord record = records.get(r);
      for (int t = 0; t < record.read(); t++) {
        tokens[r * length + t] = record.tokens()[t];
        if (t + 1 >= record.firstCounted()) {
          scored[next] = (long) r * length + t;
          targets[next] = record.tokens()[t + 1];
          next++;
        }
      }
    }
    return new MicroBatch(records.size(), length, tokens, scored, targets, weights);
  }
}
