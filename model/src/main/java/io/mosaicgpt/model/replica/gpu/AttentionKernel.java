package io.mosaicgpt.model.replica.gpu;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How attention over the pool is computed. */
public enum AttentionKernel {
  /** Matrix products in float32 over copies of the keys and values: any device, any type. */
  PRODUCTS(0),
  /** PyTorch's flash attention: CUDA, bfloat16. */
  FLASH(1),
  /** PyTorch's memory-efficient attention: CUDA, bfloat16. */
  EFFICIENT(2);

  /** System property that names one; otherwise the first that works is taken. */
  static final String PROPERTY = "mosaicgpt.cuda.attention";

  /** Positions that two parts of eight bits can tell apart. */
  private static final int MOST_POSITIONS = 1 << 16;

  /** Dimensions of a head that ALiBi takes beside its own. */
  private static final int EXTRA = 8;

  private static final int WIDEST_HEAD = 256;

  private final int number;

  AttentionKernel(int number) {
    this.number = number;
  }

  /** Its number in the module. */
  int number() {
    return number;
  }

  /** Those to try, the best first. {@link #PRODUCTS}, always the last, works everywhere. */
  public static List<AttentionKernel> candidates(
      ModelConfig config, ElementType type, ReplicaDevice device, int maxModelLen) {
    String name = System.getProperty(PROPERTY, "auto");
    List<AttentionKernel> named =
        name.equals("auto") ? List.of(FLASH, EFFICIENT, PRODUCTS) : List.of(parse(name));
    int width = config.dModel() / config.nHeads() + (config.alibi() ? EXTRA : 0);
    boolean fits =
        device.cuda()
            && type == ElementType.BFLOAT16
            && width % EXTRA == 0
            && width <= WIDEST_HEAD
            && maxModelLen <= MOST_POSITIONS;
    return fits ? named : List.of(PRODUCTS);
  }

  private static AttentionKernel parse(String name) {
    return Arrays.stream(values())
        .filter(kernel -> kernel.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is \"%s\", but must be auto or one of %s"
                        .formatted(
                            PROPERTY,
                            name,
                            Arrays.stream(values())
                                .map(AttentionKernel::toString)
                                .collect(Collectors.joining(", ")))));
  }

  /** Dimensions that each head's keys have beside their own. */
  public int extra(ModelConfig config) {
    return this != PRODUCTS && config.alibi() ? EXTRA : 0;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
