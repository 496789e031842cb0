package io.mosaicgpt.model.replica.cpu;

import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.TokenTree;
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
 * <p>A sum over keys has one order, that of their positions. The keys of a node of a tree lie
 * elsewhere: its trunk's are in place, and those of its path are <em>moved</em> there, in the list
 * of what is summed and not in memory. Pieces of trees are groups of their own.
 *
 * @param order index in the batch of each token
 * @param positions of each token for the model
 * @param places in its block of each token's key and value
 * @param blocks of the KV cache that each token's key and value are written to
 * @param pieces number of pieces in each group
 * @param queries number of tokens in each piece of a group
 * @param keys number of keys in each piece of a group, a multiple of 16
 * @param widths number of blocks of each piece of a group
 * @param tables for each piece of each group the blocks that hold its keys
 * @param moves number of keys that are moved in each group
 * @param from for each of them where it is, as an index in {@code [tokens of the group, width *
 *     64]}
 * @param to for each of them where it belongs, as an index in {@code [tokens of the group, keys]}
 */
record StepLayout(
    int[] order,
    int[] positions,
    int[] places,
    int[] blocks,
    int[] pieces,
    int[] queries,
    int[] keys,
    int[] widths,
    int[] tables,
    int[] moves,
    int[] from,
    int[] to) {
  /** Queries of one piece, and of one group. */
  static final int MOST_QUERIES = 32;

  static final int MOST_TOGETHER = 64;

  /** Tokens that lie one behind the other: in a slot from {@code start}, in the batch from row. */
  private record Piece(int slot, int start, int count, int row, int keys, KeyBlocks blocks) {
    static Piece of(int slot, int start, int count, int row, TokenTree tree) {
      boolean branches = start >= tree.trunk();
      KeyBlocks blocks = branches ? KeyBlocks.ofTree(tree, start, count) : KeyBlocks.PLAIN;
      int end = branches ? tree.trunk() + blocks.longestPath() : start + count;
      return new Piece(slot, start, count, row, rounded(end), blocks);
    }

    /** Softmax sums sixteen keys at a time; from there on, steps of an eighth at most. */
    private static int rounded(int end) {
      int step = Math.max(16, Integer.highestOneBit(end) / 8);
      return (end + step - 1) / step * step;
    }

    int width() {
      return Math.max(BlockTable.blocksFor(keys), blocks.count());
    }

    boolean branches() {
      return blocks != KeyBlocks.PLAIN;
    }
  }

  static StepLayout of(StepBatch batch, BlockTable[] tables) {
    List<Piece> pieces = cut(batch);
    pieces.sort(
        Comparator.comparing(Piece::branches)
            .thenComparingInt(Piece::count)
            .thenComparingInt(Piece::width)
            .thenComparingInt(Piece::keys));
    Builder builder = new Builder();
    for (List<Piece> group : groups(pieces)) {
      builder.add(group, tables);
    }
    return builder.build();
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
    return next.branches() == first.branches()
        && next.count == first.count
        && next.width() == first.width()
        && (group.size() + 1) * next.count <= MOST_TOGETHER;
  }

  private static List<Piece> cut(StepBatch batch) {
    List<Piece> pieces = new ArrayList<>();
    int row = 0;
    for (int i = 0; i < batch.slots().length; i++) {
      TokenTree tree = batch.trees()[i];
      int start = batch.starts()[i];
      int end = start + batch.counts()[i];
      while (start < end) {
        int next = Math.min(end, start + MOST_QUERIES);
        if (start < tree.trunk()) {
          next = Math.min(next, tree.trunk());
        }
        pieces.add(Piece.of(batch.slots()[i], start, next - start, row, tree));
        row += next - start;
        start = next;
      }
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

  private static final class Builder {
    private final IntStream.Builder order = IntStream.builder();
    private final IntStream.Builder positions = IntStream.builder();
    private final IntStream.Builder places = IntStream.builder();
    private final IntStream.Builder written = IntStream.builder();
    private final IntStream.Builder sizes = IntStream.builder();
    private final IntStream.Builder queries = IntStream.builder();
    private final IntStream.Builder keys = IntStream.builder();
    private final IntStream.Builder widths = IntStream.builder();
    private final IntStream.Builder blocks = IntStream.builder();
    private final IntStream.Builder moves = IntStream.builder();
    private final IntStream.Builder from = IntStream.builder();
    private final IntStream.Builder to = IntStream.builder();

    void add(List<Piece> group, BlockTable[] tables) {
      Piece first = group.get(0);
      int longest = group.get(group.size() - 1).keys; // They are sorted.
      sizes.add(group.size());
      queries.add(first.count);
      keys.add(longest);
      widths.add(first.width());
      int moved = 0;
      for (int p = 0; p < group.size(); p++) {
        Piece piece = group.get(p);
        BlockTable table = tables[piece.slot];
        for (int i = 0; i < piece.count; i++) {
          int stored = piece.start + i;
          order.add(piece.row + i);
          places.add(stored % BlockTable.SIZE);
          written.add(table.block(stored));
          positions.add(piece.blocks.position(i, stored));
          moved += addMoves(piece, i, p * first.count + i, longest);
        }
        for (int n = 0; n < first.width(); n++) {
          blocks.add(table.blockOrLast(piece.blocks.block(n)));
        }
      }
      moves.add(moved);
    }

    private int addMoves(Piece piece, int query, int token, int longest) {
      int[] columns = piece.blocks.path(query);
      for (int i = 0; i < columns.length; i++) {
        from.add(token * piece.width() * BlockTable.SIZE + columns[i]);
        to.add(token * longest + piece.blocks.trunk() + i);
      }
      return columns.length;
    }

    StepLayout build() {
      return new StepLayout(
          order.build().toArray(),
          positions.build().toArray(),
          places.build().toArray(),
          written.build().toArray(),
          sizes.build().toArray(),
          queries.build().toArray(),
          keys.build().toArray(),
          widths.build().toArray(),
          blocks.build().toArray(),
          moves.build().toArray(),
          from.build().toArray(),
          to.build().toArray());
    }
  }
}
