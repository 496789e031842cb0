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
 * The logits of a token depend on its sequence alone, to the last bit: not on the batch, the slot
 * or the chunks in which it was computed. A generation that is taken up again after a restart, its
 * prompt and output prefilled in one go, therefore continues exactly as it would have.
 */
class InvarianceTest {
  private static final int VOCAB = 500;

  /** Heads as wide as the published model's: kernels are chosen by shape. */
  private static final ModelConfig CONFIG = TestConfigs.of(256, 2, 2, VOCAB, VOCAB, 1024);

  @ParameterizedTest
  @EnumSource
  void decodeEqualsPrefill(ElementType type) throws IOException {
    try (CpuReplica replica = load(type, CONFIG)) {
      Sequences sequences = new Sequences(replica);
      int[] sequence = sequence(new Random(1), 200);
      assertSameBits(sequences.feed(1, sequence, 1), sequences.feed(0, sequence, 200));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyChunkingEqualsOneChunk(ElementType type) throws IOException {
    try (CpuReplica replica = load(type, CONFIG)) {
      Sequences sequences = new Sequences(replica);
      // Long enough for several spans of keys and several pieces of queries.
      int[] sequence = sequence(new Random(2), 900);
      float[][] whole = sequences.feed(0, sequence, 900);
      assertSameBits(sequences.feed(1, sequence, 512), whole);
      assertSameBits(sequences.feed(2, sequence, 5, 64, 1, 300, 2, 17), whole);
      assertSameBits(sequences.feed(3, sequence, 33), whole);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyBatchEqualsAlone(ElementType type) throws IOException {
    try (CpuReplica replica = load(type, CONFIG)) {
      Sequences model = new Sequences(replica);
      for (int round = 0; round < 3; round++) {
        Random random = new Random(round);
        int[][] sequences = new int[replica.slots()][];
        float[][][] alone = new float[sequences.length][][];
        for (int i = 0; i < sequences.length; i++) {
          sequences[i] = sequence(random, 1 + random.nextInt(150));
          int other = random.nextInt(replica.slots());
          alone[i] = model.feed(other, sequences[i], sequences[i].length);
        }
        runTogether(model, sequences, alone, random);
        for (int slot = 0; slot < replica.slots(); slot++) {
          replica.release(slot);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyNumberOfThreadsGivesTheSame(ElementType type) throws IOException {
    int[] sequence = sequence(new Random(3), 300);
    try (CpuReplica one = load(type, CONFIG, 1);
        CpuReplica three = load(type, CONFIG, 3)) {
      assertSameBits(
          new Sequences(three).feed(0, sequence, 100, 1, 99, 30),
          new Sequences(one).feed(0, sequence, 300));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCopiedPrefixEqualsAComputedOne(ElementType type) throws IOException {
    try (CpuReplica replica = load(type, CONFIG)) {
      Sequences sequences = new Sequences(replica);
      int[] sequence = sequence(new Random(4), 120);
      float[][] whole = sequences.feed(0, sequence, 120);
      replica.reserve(1, 70);
      replica.copyPrefix(0, 1, 70);
      float[][] rest = sequences.step(List.of(Piece.of(1, sequence, 70, 120)))[0];
      assertSameBits(rest, Arrays.copyOfRange(whole, 70, 120));
    }
  }

  /** Steps of random segments of all sequences, most of one token, until all are through. */
  private static void runTogether(
      Sequences model, int[][] sequences, float[][][] alone, Random random) {
    int[] done = new int[sequences.length];
    while (true) {
      List<Piece> pieces = new ArrayList<>();
      for (int i = 0; i < sequences.length; i++) {
        int left = sequences[i].length - done[i];
        if (left > 0 && random.nextInt(4) > 0) {
          int count = Math.min(left, random.nextInt(3) > 0 ? 1 : 1 + random.nextInt(60));
          pieces.add(Piece.of(i, sequences[i], done[i], done[i] + count));
          done[i] += count;
        }
      }
      if (pieces.isEmpty()) {
        if (allThrough(sequences, done)) {
          return;
        }
        continue;
      }
      float[][][] logits = model.step(pieces);
      for (int p = 0; p < logits.length; p++) {
        Piece piece = pieces.get(p);
        int end = piece.start() + piece.tokens().length;
        assertSameBits(logits[p], Arrays.copyOfRange(alone[piece.slot()], piece.start(), end));
      }
    }
  }

  private static boolean allThrough(int[][] sequences, int[] done) {
    for (int i = 0; i < done.length; i++) {
      if (done[i] < sequences[i].length) {
        return false;
      }
    }
    return true;
  }

  private static int[] sequence(Random random, int length) {
    return random.ints(length, 0, VOCAB).toArray();
  }

  private static CpuReplica load(ElementType type, ModelConfig config) throws IOException {
    return load(type, config, 2);
  }

  private static CpuReplica load(ElementType type, ModelConfig config, int threads)
      throws IOException {
    try (MemoryCheckpoint checkpoint = MemoryCheckpoint.random(config, WeightType.FLOAT32, 11)) {
      return CpuReplica.load(
          checkpoint,
          new ReplicaOptions(
              type,
              ReplicaDevice.CPU,
              6,
              config.maxSeqLen(),
              VOCAB,
              6L * config.maxSeqLen(),
              threads),
          ProgressListener.NONE);
    }
  }
}
