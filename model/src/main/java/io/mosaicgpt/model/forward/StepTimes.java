package io.mosaicgpt.model.forward;

/**
 * Where the time of a replica's steps went, in nanoseconds. On a CUDA device these are times of
 * launching, since the device computes on by itself.
 *
 * @param linears of all blocks
 * @param attention scores, softmax, sums, and what is written to the KV cache
 * @param head the last linear, over the vocabulary
 * @param rest embedding, layer norms, residual sums
 */
public record StepTimes(long linears, long attention, long head, long rest) {
  /** Of a replica that does not tell. */
  public static final StepTimes NONE = new StepTimes(0, 0, 0, 0);

  /** In the module's order. */
  public static StepTimes of(long[] parts) {
    return new StepTimes(parts[1], parts[2], parts[3], parts[0]);
  }

  /** All parts together. */
  public long total() {
    return linears + attention + head + rest;
  }

  /** What was spent after {@code earlier} times were taken. */
  public StepTimes since(StepTimes earlier) {
    return new StepTimes(
        linears - earlier.linears,
        attention - earlier.attention,
        head - earlier.head,
        rest - earlier.rest);
  }
}
