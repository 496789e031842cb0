package io.mosaicgpt.model.engine;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;

/**
 * How an engine came to serve its model, every {@code auto} decided.
 *
 * @param type how the weights are held
 * @param device where it computes
 * @param maxNumSeqs sequences computed together
 * @param maxNumBatchedTokens most tokens of one step
 * @param kvPositions positions that all sequences share
 * @param kvBytesPerPosition memory that one of them takes
 */
public record EngineSetup(
    ElementType type,
    ReplicaDevice device,
    int maxNumSeqs,
    int maxNumBatchedTokens,
    long kvPositions,
    long kvBytesPerPosition) {
  public EngineSetup {
    requireNonNull(type, "type is null");
    requireNonNull(device, "device is null");
  }
}
