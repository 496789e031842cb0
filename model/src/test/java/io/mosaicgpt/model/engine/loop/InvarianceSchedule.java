package io.mosaicgpt.model.engine.loop;

import java.util.Random;

/**
 * Under which circumstances requests are served together; a function of its seed.
 *
 * @param seed also decides the order of arrival
 * @param slots max-num-seqs
 * @param batchedTokens max-num-batched-tokens: how large chunks are
 * @param kvTokens positions that all slots share, 0 for plenty
 * @param quantum in which they are shared out
 * @param prefixCache whether prefixes are reused
 * @param sessions callers
 * @param arrivals requests that arrive in a turn, on average; 0 for all at once
 * @param resumed share of the requests that go on behind tokens of an earlier attempt
 * @param aborts chance of a turn to abort a request, which is then submitted again
 * @param restartTurn when the engine is lost with all its KV, 0 for never
 * @param failingStep the step of each engine that fails in native code, 0 for none
 */
record InvarianceSchedule(
    long seed,
    int slots,
    int batchedTokens,
    long kvTokens,
    int quantum,
    boolean prefixCache,
    int sessions,
    double arrivals,
    double resumed,
    double aborts,
    int restartTurn,
    int failingStep) {
  private static final int[] SLOTS = {1, 2, 3, 5, 8, 13, 16, 24, 32};
  private static final int[] CHUNKS = {0, 1, 4, 15, 40, 100, 300, 700};
  private static final double[] ARRIVALS = {0, 0.5, 2, 8};
  private static final double[] SHARES = {0, 0.1, 0.5};

  static InvarianceSchedule of(long seed) {
    // Random's first numbers hardly differ for seeds that hardly differ.
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    int slots = SLOTS[(int) Math.floorMod(seed, (long) SLOTS.length)];
    int batchedTokens = slots + CHUNKS[random.nextInt(CHUNKS.length)];
    // Never less than the longest request, which would end early; scarce enough to preempt.
    long tight = Math.max(InvarianceModel.MAX_LENGTH, slots * (long) (24 + random.nextInt(64)));
    return new InvarianceSchedule(
        seed,
        slots,
        batchedTokens,
        random.nextInt(4) > 0 ? tight : 0,
        random.nextInt(4) > 0 ? 8 : 64,
        random.nextInt(3) > 0,
        1 + random.nextInt(3),
        ARRIVALS[random.nextInt(ARRIVALS.length)],
        SHARES[random.nextInt(SHARES.length)],
        random.nextInt(2) * 0.05,
        random.nextInt(2) * (10 + random.nextInt(200)),
        random.nextInt(3) * (1 + random.nextInt(100)));
  }

  /** More slots than memory for them, and chunks that fill it at once: many preemptions. */
  static InvarianceSchedule crowded(long seed, int slots, boolean prefixCache) {
    return new InvarianceSchedule(
        seed, slots, 700, 2 * InvarianceModel.MAX_LENGTH, 8, prefixCache, 2, 8, 0.1, 0.05, 40, 60);
  }

  /**
   * All requests at once, with memory for them and nothing in it, twice: many wait for a prefix
   * under way.
   */
  static InvarianceSchedule atOnce(long seed, int slots) {
    return new InvarianceSchedule(seed, slots, 3000, 0, 8, true, 3, 0, 0.1, 0.05, 6, 4);
  }

  BatchingOptions options() {
    return new BatchingOptions(batchedTokens, InvarianceModel.MAX_LENGTH, kvTokens, prefixCache);
  }
}
