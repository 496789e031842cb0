package io.mosaicgpt.model.engine.pool;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.engine.loop.BatchingOptions;

/**
 * What makes two callers share an engine: all that decides on what it computes. Names, templates,
 * calibrations and generation configurations are each caller's own ({@link ModelView}).
 *
 * @param device {@code cpu} or {@code cuda:N}
 * @param model hash of the served model: contents of the directory and element type
 * @param maxNumSeqs sequences computed together
 * @param options how they share the replica
 */
record EngineKey(String device, String model, int maxNumSeqs, BatchingOptions options) {
  EngineKey {
    requireNonNull(device, "device is null");
    requireNonNull(model, "model is null");
    requireNonNull(options, "options is null");
  }
}
