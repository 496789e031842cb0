package io.mosaicgpt.model.replica.module;

import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.forward.ElementType;

/** PyTorch's numbers for element types (c10/core/ScalarType.h), as TorchScript source uses them. */
public final class ScalarType {
  public static final int FLOAT16 = 5;
  public static final int FLOAT32 = 6;
  public static final int FLOAT64 = 7;
  public static final int BFLOAT16 = 15;

  private ScalarType() {}

  /** What linears of a type take and give. */
  static int ofLinears(ElementType type) {
    return type == ElementType.BFLOAT16 ? BFLOAT16 : FLOAT32;
  }

  /** What embedding and KV cache of a type are held in. */
  static int ofStorage(ElementType type) {
    return type == ElementType.FLOAT32 ? FLOAT32 : BFLOAT16;
  }

  /** Of stored weights. */
  public static int of(WeightType type) {
    return switch (type) {
      case FLOAT32 -> FLOAT32;
      case FLOAT16 -> FLOAT16;
      case BFLOAT16 -> BFLOAT16;
    };
  }
}
