package io.mosaicgpt.model.replica.cpu;

import io.mosaicgpt.model.forward.TokenTree;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where the keys of a piece lie: in which of its slot's blocks, and, for nodes of a tree, in which
 * of their columns. Column {@code c} is place {@code c % 64} of the {@code c / 64}th of the piece's
 * blocks. Of a tree there are only blocks that hold a key of some node of the piece.
 */
final class KeyBlocks {
  /** Every key is where its position says. */
  static final KeyBlocks PLAIN = new KeyBlocks(0, new int[0], new int[0][]);

  private static final int[] NOTHING = {};

  private final int trunk;
  private final int[] blocks;
  private final int[][] paths;

  private KeyBlocks(int trunk, int[] blocks, int[][] paths) {
    this.trunk = trunk;
    this.blocks = blocks;
    this.paths = paths;
  }

  /** Of {@code count} nodes, stored from {@code start} on. */
  static KeyBlocks ofTree(TokenTree tree, int start, int count) {
    int[][] paths = new int[count][];
    Arrays.setAll(paths, i -> tree.pathTo(start + i));
    int[] blocks =
        IntStream.concat(
                IntStream.range(0, BlockTable.blocksFor(tree.trunk())),
                Arrays.stream(paths).flatMapToInt(Arrays::stream).map(s -> s / BlockTable.SIZE))
            .sorted()
            .distinct()
            .toArray();
    for (int[] path : paths) {
      for (int i = 0; i < path.length; i++) {
        int index = Arrays.binarySearch(blocks, path[i] / BlockTable.SIZE);
        path[i] = index * BlockTable.SIZE + path[i] % BlockTable.SIZE;
      }
    }
    return new KeyBlocks(tree.trunk(), blocks, paths);
  }

  /** How many there are, where that does not follow from the number of keys. */
  int count() {
    return blocks.length;
  }

  /** The n-th, as an index in the slot's table; some block for those behind the last. */
  int block(int n) {
    return n < blocks.length ? blocks[n] : n;
  }

  int trunk() {
    return trunk;
  }

  int longestPath() {
    return Arrays.stream(paths).mapToInt(path -> path.length).max().orElse(0);
  }

  /** The columns of a query's keys behind the trunk, its own last. */
  int[] path(int query) {
    return paths.length == 0 ? NOTHING : paths[query];
  }

  /** A query's position, when it is stored there. */
  int position(int query, int stored) {
    return paths.length == 0 ? stored : trunk + paths[query].length - 1;
  }
}
