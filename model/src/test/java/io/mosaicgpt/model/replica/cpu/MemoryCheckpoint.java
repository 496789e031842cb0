package io.mosaicgpt.model.replica.cpu;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.TensorInfo;
import io.mosaicgpt.model.checkpoint.WeightType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * A checkpoint of random weights. A tensor repeats a pool of values of prime length, so that a
 * large checkpoint takes little memory and the rows of a matrix differ nevertheless.
 */
public final class MemoryCheckpoint implements Checkpoint {
  private final ModelConfig config;
  private final WeightType type;
  private final Map<TensorInfo, float[]> tensors = new LinkedHashMap<>();

  private MemoryCheckpoint(ModelConfig config, WeightType type) {
    this.config = config;
    this.type = type;
  }

  /** Random weights, large enough that every part of the model shows in the logits. */
  public static MemoryCheckpoint random(ModelConfig config, WeightType type, long seed) {
    MemoryCheckpoint checkpoint = new MemoryCheckpoint(config, type);
    long d = config.dModel();
    long hidden = config.mlpHidden();
    checkpoint.matrix("wte", config.vocabSize(), d, 0.05, seed);
    if (!config.alibi()) {
      checkpoint.matrix("wpe", config.maxSeqLen(), d, 0.02, seed);
    }
    for (int layer = 0; layer < config.nLayers(); layer++) {
      String block = "blocks." + layer + ".";
      checkpoint.norm(block + "ln_1", seed);
      checkpoint.linear(block + "attn.Wqkv", 3 * d, d, seed);
      if (config.qkLayerNorm()) {
        checkpoint.norm(block + "attn.q_ln", seed);
        checkpoint.norm(block + "attn.k_ln", seed);
      }
      checkpoint.linear(block + "attn.out_proj", d, d, seed);
      checkpoint.norm(block + "ln_2", seed);
      checkpoint.linear(block + "mlp.mlp_up", hidden, d, seed);
      checkpoint.linear(block + "mlp.mlp_down", d, hidden, seed);
    }
    checkpoint.norm("ln_f", seed);
    return checkpoint;
  }

  private void norm(String name, long seed) {
    add(name + ".weight", List.of((long) config.dModel()), 0.1, 1, seed);
    bias(name, config.dModel(), seed);
  }

  private void linear(String name, long out, long in, long seed) {
    matrix(name, out, in, 1 / Math.sqrt((double) in), seed);
    bias(name, out, seed);
  }

  private void bias(String name, long size, long seed) {
    if (config.bias()) {
      add(name + ".bias", List.of(size), 0.1, 0, seed);
    }
  }

  private void matrix(String name, long out, long in, double spread, long seed) {
    add(name + ".weight", List.of(out, in), spread, 0, seed);
  }

  private void add(String name, List<Long> shape, double spread, double mean, long seed) {
    Random random = new Random(seed ^ name.hashCode());
    float[] pool = new float[(int) Math.min(65_537, shape.stream().reduce(1L, (a, b) -> a * b))];
    setAll(pool, value -> mean + spread * random.nextGaussian());
    tensors.put(new TensorInfo("transformer." + name, type, shape), pool);
  }

  /** The same with every weight multiplied. */
  MemoryCheckpoint scaled(float factor) {
    tensors.values().forEach(pool -> setAll(pool, value -> value * factor));
    return this;
  }

  /** The same with every weight rounded to a multiple of {@code step}. */
  MemoryCheckpoint rounded(double step) {
    tensors.values().forEach(pool -> setAll(pool, value -> Math.rint(value / step) * step));
    return this;
  }

  /**
   * The same function with large channels, as trained models have them: some channels of each
   * block's layer norms and of v are multiplied, and the weights that take them divided. Exact when
   * the factor is a power of two. For matrices of at most 65,537 numbers.
   */
  MemoryCheckpoint withLargeChannels(float factor, int... channels) {
    int d = config.dModel();
    for (int layer = 0; layer < config.nLayers(); layer++) {
      String block = "blocks." + layer + ".";
      for (int channel : channels) {
        enlarge(block + "ln_1", block + "attn.Wqkv", channel, factor);
        enlarge(block + "ln_2", block + "mlp.mlp_up", channel, factor);
        row(block + "attn.Wqkv.weight", d, 2 * d + channel, factor);
        row(block + "attn.Wqkv.bias", 1, 2 * d + channel, factor);
        column(block + "attn.out_proj.weight", d, channel, 1 / factor);
      }
    }
    return this;
  }

  /** The same with one number of a tensor replaced. */
  MemoryCheckpoint with(String tensor, int index, float value) {
    pool(tensor)[index] = value;
    return this;
  }

  /**
   * The same without what the blocks add: the logits are the embedding's, normed, with the head.
   */
  MemoryCheckpoint withoutBlocks() {
    for (int layer = 0; layer < config.nLayers(); layer++) {
      Arrays.fill(pool("blocks." + layer + ".attn.out_proj.weight"), 0);
      Arrays.fill(pool("blocks." + layer + ".mlp.mlp_down.weight"), 0);
    }
    return this;
  }

  private void enlarge(String norm, String linear, int channel, float factor) {
    row(norm + ".weight", 1, channel, factor);
    row(norm + ".bias", 1, channel, factor);
    column(linear + ".weight", config.dModel(), channel, 1 / factor);
  }

  private void row(String name, int width, int row, float factor) {
    float[] pool = pool(name);
    for (int i = row * width; pool.length > 0 && i < (row + 1) * width; i++) {
      pool[i] *= factor;
    }
  }

  private void column(String name, int width, int column, float factor) {
    float[] pool = pool(name);
    for (int i = column; i < pool.length; i += width) {
      pool[i] *= factor;
    }
  }

  /** Empty for a bias that the model does not have. */
  private float[] pool(String name) {
    return tensors.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals("transformer." + name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(new float[0]);
  }

  /** One tensor's values, by its name without {@code transformer.}. */
  float[] values(String name) {
    TensorInfo tensor =
        tensors.keySet().stream()
            .filter(info -> info.name().equals("transformer." + name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no tensor " + name));
    float[] values = new float[(int) tensor.elements()];
    float[] pool = tensors.get(tensor);
    for (int i = 0; i < values.length; i++) {
      values[i] = pool[i % pool.length];
    }
    return values;
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public String hash() {
    return "0";
  }

  @Override
  public Collection<TensorInfo> tensors() {
    return tensors.keySet();
  }

  @Override
  public void read(TensorInfo tensor, ByteBuffer destination) {
    byte[] pool = encoded(tensors.get(tensor));
    for (long left = tensor.byteSize(); left > 0; left -= pool.length) {
      destination.put(pool, 0, (int) Math.min(left, pool.length));
    }
  }

  private byte[] encoded(float[] pool) {
    ByteBuffer out = ByteBuffer.allocate(pool.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : pool) {
      switch (type) {
        case FLOAT32 -> out.putFloat(value);
        case BFLOAT16 -> out.putShort(bfloat16(value));
        case FLOAT16 -> out.putShort(float16(value));
      }
    }
    return out.array();
  }

  private static void setAll(float[] values, DoubleUnaryOperator of) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) of.applyAsDouble(values[i]);
    }
  }

  /** Rounds to the nearest bfloat16, ties to even. */
  static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /** Cuts to a float16; exact for the normal numbers that one can hold. */
  static short float16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int exponent = ((bits >>> 23) & 0xff) - 127 + 15;
    int fraction = (bits & 0x7fffff) >>> 13;
    return (short) (exponent <= 0 ? sign : sign | (exponent << 10) | fraction);
  }

  @Override
  public void close() {}
}
