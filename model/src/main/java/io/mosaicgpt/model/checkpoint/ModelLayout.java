package io.mosaicgpt.model.checkpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * The tensors that a configuration calls for, named as in the released checkpoint and in its order.
 * The output projection is the embedding again, so there is no {@code lm_head}.
 */
public final class ModelLayout {
  static final String EMBEDDING = "transformer.wte.weight";

  /** What a tensor is for, which decides how it is initialised. */
  public enum Role {
    EMBEDDING,
    LINEAR,
    /** A linear whose output is added to the residual stream. */
    RESIDUAL,
    NORM,
    BIAS
  }

  /**
   * One tensor.
   *
   * @param name in the published checkpoint
   * @param role what it is for
   * @param shape row-major
   */
  public record Entry(String name, Role role, List<Long> shape) {
    public Entry {
      shape = List.copyOf(shape);
    }

    /** It, stored in that type. */
    public TensorInfo stored(WeightType type) {
      return new TensorInfo(name, type, shape);
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private final ModelConfig config;

  private ModelLayout(ModelConfig config) {
    this.config = config;
  }

  /** The tensors of a configuration. */
  public static List<Entry> of(ModelConfig config) {
    return new ModelLayout(config).build();
  }

  private List<Entry> build() {
    long d = config.dModel();
    entries.add(new Entry(EMBEDDING, Role.EMBEDDING, List.of((long) config.vocabSize(), d)));
    if (!config.alibi()) {
      entries.add(
          new Entry(
              "transformer.wpe.weight", Role.EMBEDDING, List.of((long) config.maxSeqLen(), d)));
    }
    for (int block = 0; block < config.nLayers(); block++) {
      String prefix = "transformer.blocks." + block + ".";
      norm(prefix + "ln_1");
      linear(prefix + "attn.Wqkv", Role.LINEAR, 3 * d, d);
      if (config.qkLayerNorm()) {
        norm(prefix + "attn.q_ln");
        norm(prefix + "attn.k_ln");
      }
      linear(prefix + "attn.out_proj", Role.RESIDUAL, d, d);
      norm(prefix + "ln_2");
      linear(prefix + "mlp.mlp_up", Role.LINEAR, config.mlpHidden(), d);
      linear(prefix + "mlp.mlp_down", Role.RESIDUAL, d, config.mlpHidden());
    }
    norm("transformer.ln_f");
    return List.copyOf(entries);
  }

  private void linear(String name, Role role, long out, long in) {
    entries.add(new Entry(name + ".weight", role, List.of(out, in)));
    bias(name, out);
  }

  private void norm(String name) {
    long d = config.dModel();
    entries.add(new Entry(name + ".weight", Role.NORM, List.of(d)));
    bias(name, d);
  }

  private void bias(String name, long width) {
    if (config.bias()) {
      entries.add(new Entry(name + ".bias", Role.BIAS, List.of(width)));
    }
  }
}
