package io.mosaicgpt.model.replica;

import java.util.stream.IntStream;

/**
 * The segments of a step, cut so that no piece has more than {@value #MOST_QUERIES} tokens: the
 * attention scores of a piece, {@code [heads, tokens, keys]}, then stay in the processor's cache,
 * and a piece needs no keys beyond its own last token.
 */
record Pieces(int[] slots, int[] starts, int[] counts) {
  static final int MOST_QUERIES = 32;

  static Pieces of(StepBatch batch) {
    IntStream.Builder slots = IntStream.builder();
    IntStream.Builder starts = IntStream.builder();
    IntStream.Builder counts = IntStream.builder();
    for (int i = 0; i < batch.slots().length; i++) {
      for (int done = 0; done < batch.counts()[i]; done += MOST_QUERIES) {
        slots.add(batch.slots()[i]);
        starts.add(batch.starts()[i] + done);
        counts.add(Math.min(MOST_QUERIES, batch.counts()[i] - done));
      }
    }
    return new Pieces(slots.build().toArray(), starts.build().toArray(), counts.build().toArray());
  }
}
