package io.mosaicgpt.model.probe;

/**
 * What a machine can do, measured with as many threads as a step has.
 *
 * @param readBytesPerSecond of memory, from a buffer that no cache holds
 * @param flopsAt256Rows floating point operations per second in a block's linears, 256 tokens at a
 *     time; a multiplication and an addition count as two
 * @param flopsAt512Rows the same with 512 tokens
 */
public record MachineRates(
    double readBytesPerSecond, double flopsAt256Rows, double flopsAt512Rows) {
  /** The better of the two matrix rates. */
  public double bestFlops() {
    return Math.max(flopsAt256Rows, flopsAt512Rows);
  }
}
