package io.mosaicgpt.model.engine.loop;

/**
 * How an engine shares its replica out.
 *
 * @param maxNumBatchedTokens most tokens of one step, at least the number of slots
 * @param maxModelLen longest sequence, prompt and output together
 * @param kvLimit positions that all slots share
 * @param prefixCache whether a prompt may start behind tokens that some slot has computed already
 */
public record BatchingOptions(
    int maxNumBatchedTokens, int maxModelLen, KvLimit kvLimit, boolean prefixCache) {
  public BatchingOptions {
    if (maxModelLen < 2) {
      throw new IllegalArgumentException(
          "max-model-len is %d, but a prompt and an answer take at least 2 tokens"
              .formatted(maxModelLen));
    }
    if (kvLimit.tokens() < 0) {
      throw new IllegalArgumentException(
          "max-kv-tokens is %d, but must be 0 or more".formatted(kvLimit.tokens()));
    }
  }

  /** With so many positions, 0 for every slot's longest sequence. */
  public BatchingOptions(
      int maxNumBatchedTokens, int maxModelLen, long maxKvTokens, boolean prefixCache) {
    this(maxNumBatchedTokens, maxModelLen, KvLimit.ofTokens(maxKvTokens), prefixCache);
  }

  /** Positions for {@code slots} slots, a multiple of {@code quantum}. */
  public long totalPositions(int slots, int quantum) {
    long longest = Math.floorDiv(maxModelLen + (long) quantum - 1, quantum) * quantum;
    long all = Math.multiplyExact(longest, slots);
    if (kvLimit.tokens() == 0) {
      return all;
    }
    if (kvLimit.tokens() < quantum) {
      throw new IllegalArgumentException(
          "max-kv-tokens is %d, but must be at least %d".formatted(kvLimit.tokens(), quantum));
    }
    return Math.min(all, kvLimit.tokens() / quantum * quantum);
  }
}
