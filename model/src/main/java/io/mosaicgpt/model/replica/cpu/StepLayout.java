package io.mosaicgpt.model.replica.cpu;

import io.mosaicgpt.model.forward.StepBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A step as attention wants it. Segments are cut into pieces of at most {@value #MOST_QUERIES}
 * tokens, so that their scores {@code [heads, tokens, keys]} stay in the processor's cache; pieces
 * with the same number of tokens, and keys in as many blocks, lie together and are computed
 * together: each group costs a dozen operators in every layer. The number of keys is that of the
 * longest, rounded up; those beyond a token's own position are masked.
 *
 * @param order index in the batch of each token
 * @param positions of each token in its sequence
 * @param blocks of the KV cache that each token's key and value are written to
 * @param pieces number of pieces in each group
 * @param queries number of tokens in each piece of a group
 * @param keys number of keys in each piece of a group, a multiple of 16
 * @param tables for each piece of each group the blocks of its keys, {@code keys / 64} rounded up
 */
record StepLayout(
    int[] order,
    int[] positions,
    int[] blocks,
    int[] pieces,
    int[] queries,
    int[] keys,
    int[] tables) {
  /** Queries of one piece, and of one group. */
  static final int MOST_QUERIES = 32;

  static final int MOST_TOGETHER = 64;

  private record Piece(int slot, int start, int count, int row) {
    /** Softmax sums sixteen keys at a time; from there on, steps of an eighth at most. */
    int keys() {
      int end = start + count;
      int step = Math.max(16, Integer.highestOneBit(end) / 8);
      return (end + step - 1) / step * step;
    }
  }

  static StepLayout of(StepBatch batch, BlockTable[] tables) {
    List<Piece> pieces = cut(batch);
    pieces.sort(Comparator.comparingInt(Piece::count).thenComparingInt(Piece::keys));
    IntStream.Builder order = IntStream.builder();
    IntStream.Builder positions = IntStream.builder();
    IntStream.Builder written = IntStream.builder();
    IntStream.Builder sizes = IntStream.builder();
    IntStream.Builder queries = IntStream.builder();
    IntStream.Builder keys = IntStream.builder();
    IntStream.Builder blocks = IntStream.builder();
    for (List<Piece> group : groups(pieces)) {
      int longest = group.get(group.size() - 1).keys(); // They are sorted.
      sizes.add(group.size());
      queries.add(group.get(0).count);
      keys.add(longest);
      for (Piece piece : group) {
        BlockTable table = tables[piece.slot];
        for (int i = 0; i < piece.count; i++) {
          order.add(piece.row + i);
          positions.add(piece.start + i);
          written.add(table.block(piece.start + i));
        }
        for (int n = 0; n < BlockTable.blocksFor(longest); n++) {
          blocks.add(table.blockOrLast(n));
        }
      }
    }
    return new StepLayout(
        order.build().toArray(),
        positions.build().toArray(),
        written.build().toArray(),
        sizes.build().toArray(),
        queries.build().toArray(),
        keys.build().toArray(),
        blocks.build().toArray());
  }

  /** Neighbours of one size whose keys are in as many blocks. */
  private static List<List<Piece>> groups(List<Piece> pieces) {
    List<List<Piece>> groups = new ArrayList<>();
    for (Piece piece : pieces) {
      if (groups.isEmpty() || !together(groups.get(groups.size() - 1), piece)) {
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add(piece);
    }
    return groups;
  }

  private static boolean together(List<Piece> group, Piece next) {
    Piece first = group.get(0);
    return next.count == first.count
        && BlockTable.blocksFor(next.keys()) == BlockTable.blocksFor(first.keys())
        && (group.size() + 1) * next.count <= MOST_TOGETHER;
  }

  private static List<Piece> cut(StepBatch batch) {
    List<Piece> pieces = new ArrayList<>();
    int row = 0;
    for (int i = 0; i < batch.slots().length; i++) {
      for (int done = 0; done < batch.counts()[i]; done += MOST_QUERIES) {
        int count = Math.min(MOST_QUERIES, batch.counts()[i] - done);
        pieces.add(new Piece(batch.slots()[i], batch.starts()[i] + done, count, row + done));
      }
      row += batch.counts()[i];
    }
    return pieces;
  }

  /** The tokens in this order. */
  int[] tokens(StepBatch batch) {
    int[] tokens = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      tokens[i] = batch.tokens()[order[i]];
    }
    return tokens;
  }

  /** Where the tokens whose logits are wanted are in this order. */
  int[] logitRows(StepBatch batch) {
    int[] places = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      places[order[i]] = i;
    }
    int[] rows = new int[batch.logitRows().length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = places[batch.logitRows()[i]];
    }
    return rows;
  }
}
