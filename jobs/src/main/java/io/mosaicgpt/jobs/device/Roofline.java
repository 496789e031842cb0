package io.mosaicgpt.jobs.device;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.replica.ElementType;

/**
 * How fast a decode step could be if reading its weights and its keys and values once were all
 * there is to do.
 *
 * @param weightBytes the layers and the head, which is also the embedding
 * @param positionBytes keys and values of one position
 */
record Roofline(long weightBytes, long positionBytes) {
  /** The one of a model. */
  static Roofline of(ModelConfig config, ElementType type) {
    int bytes = type == ElementType.FLOAT32 ? Float.BYTES : Short.BYTES;
    long width = config.dModel();
    long layer = 4 * width * width + 2 * width * config.mlpHidden();
    long weights = config.nLayers() * layer + width * config.vocabSize();
    return new Roofline(weights * bytes, 2L * config.nLayers() * width * bytes);
  }

  /** Bytes that one step reads. */
  long stepBytes(int batch, int context) {
    return weightBytes + (long) batch * context * positionBytes;
  }

  /** The share of the best possible rate that a step of so many seconds reaches. */
  double share(int batch, int context, double seconds, double bytesPerSecond) {
    return stepBytes(batch, context) / bytesPerSecond / seconds;
  }
}
