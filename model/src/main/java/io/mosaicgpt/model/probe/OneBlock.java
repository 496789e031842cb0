package io.mosaicgpt.model.probe;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.TensorInfo;
import io.mosaicgpt.model.checkpoint.WeightType;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Random;

/**
 * The linears of one block, and the norms before them, in a model's shapes, with noise for weights:
 * enough to time them.
 */
final class OneBlock implements Checkpoint {
  private static final int NOISE = 1 << 16;

  private final ModelConfig config;
  private final byte[] noise = new byte[NOISE];

  OneBlock(ModelConfig model) {
    this.config = oneLayer(model);
    Random random = new Random(1);
    for (int i = 0; i < NOISE; i += 2) {
      // bfloat16, little-endian: a sign, and a size from 2^-7 to 2^-5
      noise[i] = (byte) random.nextInt();
      noise[i + 1] = (byte) ((random.nextInt() & 0x80) | 0x3c);
    }
  }

  private static ModelConfig oneLayer(ModelConfig model) {
    return new ModelConfig(
        model.dModel(),
        model.nHeads(),
        1,
        model.mlpHidden(),
        model.vocabSize(),
        model.usableVocabSize(),
        model.maxSeqLen(),
        model.alibi(),
        model.alibiBiasMax(),
        model.qkLayerNorm(),
        model.clipQkv(),
        model.softmaxScale(),
        model.logitScale(),
        model.bias(),
        model.dolly(),
        model.eosTokenId(),
        model.name());
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public String hash() {
    return "noise";
  }

  @Override
  public Collection<TensorInfo> tensors() {
    long d = config.dModel();
    long hidden = config.mlpHidden();
    return List.of(
        tensor("ln_1", d),
        tensor("ln_2", d),
        tensor("attn.Wqkv", 3 * d, d),
        tensor("attn.out_proj", d, d),
        tensor("mlp.mlp_up", hidden, d),
        tensor("mlp.mlp_down", d, hidden));
  }

  private static TensorInfo tensor(String name, Long... shape) {
    return new TensorInfo(
        "transformer.blocks.0." + name + ".weight", WeightType.BFLOAT16, List.of(shape));
  }

  @Override
  public void read(TensorInfo tensor, ByteBuffer destination) {
    int left = Math.toIntExact(tensor.byteSize());
    while (left > 0) {
      int piece = Math.min(left, NOISE);
      destination.put(noise, 0, piece);
      left -= piece;
    }
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
