package io.mosaicgpt.model.replica;

import io.mosaicgpt.model.checkpoint.ModelConfig;

/**
 * What a KV cache takes of its device's memory.
 *
 * @param bytesPerPosition for each position that it has room for
 * @param bytesBeside however many there are
 */
public record KvMemory(long bytesPerPosition, long bytesBeside) {
  /**
   * The memory that {@link Replicas#load} takes for a model.
   *
   * @param type how its weights are held
   * @param maxModelLen longest sequence
   */
  public static KvMemory of(
      ModelConfig config, ElementType type, ReplicaDevice device, int maxModelLen) {
    if (!Replicas.isPooled(device, type)) {
      return new KvMemory(Replica.bytesPerPosition(config, type), 0);
    }
    // Which of them works shows when the model is loaded.
    int extra =
        AttentionKernel.candidates(config, type, device, maxModelLen).stream()
            .mapToInt(kernel -> kernel.extra(config))
            .max()
            .orElseThrow();
    return pooled(config, type, extra);
  }

  /**
   * A pool whose keys have {@code extra} dimensions more in each head, and a row more for what
   * nobody asked for.
   */
  static KvMemory pooled(ModelConfig config, ElementType type, int extra) {
    long keys = (long) config.nLayers() * config.nHeads() * extra * type.kvBytes();
    long position = Replica.bytesPerPosition(config, type) + keys;
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
