package io.mosaicgpt.model.forward;

import io.mosaicgpt.model.checkpoint.ModelConfig;

/**
 * What a KV cache takes of its device's memory.
 *
 * @param bytesPerPosition for each position that it has room for
 * @param bytesBeside however many there are
 */
public record KvMemory(long bytesPerPosition, long bytesBeside) {
  /** Memory of a cache that holds nothing but keys and values. */
  public static KvMemory of(ModelConfig config, ElementType type) {
    return new KvMemory(new StepCosts(config, type).kvBytesPerPosition(), 0);
  }

  /**
   * A pool whose keys have {@code extra} dimensions more in each head, and a row more for what
   * nobody asked for.
   */
  public static KvMemory pooled(ModelConfig config, ElementType type, int extra) {
    long keys = (long) config.nLayers() * config.nHeads() * extra * type.kvBytes();
    long position = of(config, type).bytesPerPosition + keys;
    return new KvMemory(position, position + (long) extra * type.kvBytes());
  }

  /** Positions for which so many bytes are enough; below 1 if they are for none. */
  public long positions(long bytes) {
    return (bytes - bytesBeside) / bytesPerPosition;
  }

  /** Memory that so many positions take. */
  public long bytes(long positions) {
    return positions * bytesPerPosition + bytesBeside;
  }
}
