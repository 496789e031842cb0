package io.mosaicgpt.model.replica.cpu;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import java.util.OptionalDouble;

/** Configurations to test with. */
public final class TestConfigs {
  private TestConfigs() {}

  /** The shape of the published model. */
  public static ModelConfig oneB() {
    return of(2048, 16, 24, 50_432, 50_277, 2048);
  }

  /** Two blocks and a width of 64. */
  public static ModelConfig tiny() {
    return of(64, 4, 2, 512, 512, 1024);
  }

  /** A model like the published one in everything but size. */
  public static ModelConfig of(
      int width, int heads, int layers, int vocab, int usableVocab, int maxSeqLen) {
    return new ModelConfig(
        width,
        heads,
        layers,
        4 * width,
        vocab,
        usableVocab,
        maxSeqLen,
        true,
        8,
        true,
        OptionalDouble.empty(),
        1 / Math.sqrt((double) width / heads),
        1,
        false,
        false,
        0,
        "random");
  }
}
