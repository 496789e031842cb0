package io.mosaicgpt.model.replica.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import java.io.IOException;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whichever type the head computes in, its largest logits are those of float32. */
class HeadTest {
  private static final int VOCAB = 500;
  private static final int LENGTH = 40;

  /** The sixteenth may be another id than in float32, the first few are not. */
  private static final int LARGEST = 10;

  @ParameterizedTest
  @EnumSource
  void theLargestLogitsAreNotRounded(ElementType type) throws IOException {
    // Without blocks and with weights that bfloat16 holds, the head is all that could round.
    MemoryCheckpoint weights =
        MemoryCheckpoint.random(TestConfigs.of(64, 4, 2, VOCAB, VOCAB, 64), WeightType.FLOAT32, 2)
            .rounded(1 / 256.0)
            .withoutBlocks();
    int[] tokens = new Random(5).ints(LENGTH, 0, VOCAB).toArray();
    double[][] expected = new ReferenceModel(weights).logits(tokens);
    ReplicaOptions options = new ReplicaOptions(type, ReplicaDevice.CPU, 1, 64, VOCAB);
    try (CpuReplica replica = CpuReplica.load(weights, options, ProgressListener.NONE)) {
      float[][] actual = new Sequences(replica).feed(0, tokens, LENGTH);
      for (int t = 0; t < LENGTH; t++) {
        for (int id : largest(expected[t])) {
          // float32 has 24 bits, bfloat16 would be off by up to 1e-2 here
          assertThat(actual[t][id]).isCloseTo((float) expected[t][id], within(1e-5f));
        }
      }
    }
  }

  private static int[] largest(double[] logits) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.comparingDouble(id -> -logits[id]))
        .limit(LARGEST)
        .mapToInt(id -> id)
        .toArray();
  }
}
