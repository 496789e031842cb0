package io.mosaicgpt.model.training;

import io.mosaicgpt.model.replica.module.ScalarType;
import java.util.Locale;

/** What linears and attention compute in. Weights, moments, norms and the loss are float32. */
public enum Precision {
  FLOAT32(ScalarType.FLOAT32),
  /**
   * For devices that are faster in it. Weights change by less than bfloat16 can tell, so they stay
   * float32 and are rounded for each use.
   */
  BFLOAT16(ScalarType.BFLOAT16);

  private final int scalarType;

  Precision(int scalarType) {
    this.scalarType = scalarType;
  }

  int scalarType() {
    return scalarType;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
