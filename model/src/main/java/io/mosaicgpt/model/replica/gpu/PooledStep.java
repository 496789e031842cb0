package io.mosaicgpt.model.replica.gpu;

import io.mosaicgpt.model.forward.StepBatch;
import java.util.Arrays;

/**
 * A step as the module's {@code step} takes it: everything that the device needs to know in one
 * list, so that it is one copy.
 *
 * @param packed of each row the token, the pool's row that it writes and its position; the wanted
 *     rows; then starts, firsts and lengths
 * @param rows tokens, padding included
 * @param wanted rows whose logits are wanted, without padding
 * @param starts first row of each piece, and the end of the last one
 * @param firsts where each piece's slot begins in the pool, and 0 for the end
 * @param lengths positions that each piece's last token sees
 */
record PooledStep(int[] packed, int rows, int wanted, int[] starts, int[] firsts, int[] lengths) {

  /**
   * Lays a batch out.
   *
   * @param regions where the slots lie
   * @param trash row of the pool that padding writes
   * @param block rows are padded to a multiple of this
   */
  static PooledStep of(StepBatch batch, KvRegions regions, int trash, int block) {
    int pieces = batch.slots().length;
    int tokens = batch.tokens().length;
    int rows = padded(tokens, block);
    int wanted = batch.logitRows().length;
    int paddedWanted = padded(wanted, block);
    int[] starts = new int[pieces + 1];
    int[] firsts = new int[pieces + 1];
    int[] lengths = new int[pieces];
    int[] packed = new int[3 * rows + paddedWanted + 3 * pieces + 2];
    System.arraycopy(batch.tokens(), 0, packed, 0, tokens);
    Arrays.fill(packed, rows, 2 * rows, trash);
    for (int p = 0; p < pieces; p++) {
      firsts[p] = regions.start(batch.slots()[p]);
      lengths[p] = batch.starts()[p] + batch.counts()[p];
      starts[p + 1] = starts[p] + batch.counts()[p];
      for (int i = 0; i < batch.counts()[p]; i++) {
        int position = batch.starts()[p] + i;
        packed[rows + starts[p] + i] = firsts[p] + position;
        packed[2 * rows + starts[p] + i] = position;
      }
    }
    System.arraycopy(batch.logitRows(), 0, packed, 3 * rows, wanted);
    int next = 3 * rows + paddedWanted;
    System.arraycopy(starts, 0, packed, next, pieces + 1);
    System.arraycopy(firsts, 0, packed, next + pieces + 1, pieces + 1);
    System.arraycopy(lengths, 0, packed, next + 2 * pieces + 2, pieces);
    return new PooledStep(packed, rows, wanted, starts, firsts, lengths);
  }

  private static int padded(int rows, int block) {
    return block == 0 ? rows : Math.multiplyExact((rows + block - 1) / block, block);
  }
}
