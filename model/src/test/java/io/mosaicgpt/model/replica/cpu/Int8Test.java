package io.mosaicgpt.model.replica.cpu;

import static io.mosaicgpt.model.replica.cpu.Sequences.assertSameBits;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What int8 does before it rounds, so that rounding takes little. */
class Int8Test {
  private static final int VOCAB = 300;
  private static final int[] TOKENS = new Random(4).ints(60, 0, VOCAB).toArray();

  @ParameterizedTest(name = "with biases: {0}")
  @ValueSource(booleans = {false, true})
  void largeChannelsOfANormAndOfVChangeNoBit(boolean biases) throws IOException {
    // 32 is a power of two: in float32 too, both checkpoints are one and the same function.
    float[][] plain = logits(checkpoint(biases), ElementType.INT8);
    float[][] large = logits(checkpoint(biases).withLargeChannels(32, 3, 17, 40), ElementType.INT8);
    assertSameBits(large, plain);
  }

  private static float[][] logits(MemoryCheckpoint checkpoint, ElementType type)
      throws IOException {
    ReplicaOptions options = new ReplicaOptions(type, ReplicaDevice.CPU, 1, 64, VOCAB);
    try (CpuReplica replica = CpuReplica.load(checkpoint, options, ProgressListener.NONE)) {
      return new Sequences(replica).feed(0, TOKENS, 60);
    }
  }

  private static MemoryCheckpoint checkpoint(boolean biases) {
    ModelConfig config =
        new ModelConfig(
            64,
            4,
            2,
            256,
            VOCAB,
            VOCAB,
            64,
            true,
            8,
            true,
            OptionalDouble.empty(),
            0.25,
            1,
            biases,
            false,
            0,
            "random");
    return MemoryCheckpoint.random(config, WeightType.FLOAT32, 9);
  }
}
