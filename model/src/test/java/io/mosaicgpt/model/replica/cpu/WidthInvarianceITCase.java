package io.mosaicgpt.model.replica.cpu;

import static io.mosaicgpt.model.replica.cpu.Sequences.assertSameBits;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.replica.cpu.Sequences.Piece;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Batches and chunks change no bit at the published model's width either: native kernels are chosen
 * by the shape of their operands.
 */
class WidthInvarianceITCase {
  private static final int VOCAB = 1000;
  private static final ModelConfig CONFIG = TestConfigs.of(2048, 16, 2, VOCAB, VOCAB, 2048);

  @ParameterizedTest
  @EnumSource
  void batchesAndChunksChangeNoBit(ElementType type) throws IOException {
    int[] sequence = new Random(1).ints(600, 0, VOCAB).toArray();
    ReplicaOptions options = new ReplicaOptions(type, ReplicaDevice.CPU, 8, 2048, VOCAB);
    try (CpuReplica replica =
        CpuReplica.load(
            MemoryCheckpoint.random(CONFIG, WeightType.BFLOAT16, 1),
            options,
            ProgressListener.NONE)) {
      Sequences model = new Sequences(replica);
      float[][] whole = model.feed(0, sequence, 600);
      assertSameBits(model.feed(1, sequence, 512, 1, 2, 3, 70), whole);
      assertSameBits(model.feed(2, sequence, 37), whole);
      assertSameBits(model.feed(3, Arrays.copyOf(sequence, 140), 1), Arrays.copyOf(whole, 140));
      for (int slot = 0; slot < 8; slot++) {
        model.feed(slot, Arrays.copyOf(sequence, length(slot)), 400);
      }
      for (int step = 0; step < 5; step++) {
        decodeTogether(model, sequence, step, whole);
      }
    }
  }

  /** One token of eight sequences of different lengths. */
  private static void decodeTogether(Sequences model, int[] sequence, int step, float[][] whole) {
    List<Piece> pieces = new ArrayList<>();
    for (int slot = 0; slot < 8; slot++) {
      int position = length(slot) + step;
      pieces.add(Piece.of(slot, sequence, position, position + 1));
    }
    float[][][] logits = model.step(pieces);
    for (Piece piece : pieces) {
      float[][] expected = {whole[piece.start()]};
      assertSameBits(logits[piece.slot()], expected);
    }
  }

  private static int length(int slot) {
    return 20 + 50 * slot;
  }
}
