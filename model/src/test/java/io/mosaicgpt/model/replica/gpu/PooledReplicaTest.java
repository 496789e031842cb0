package io.mosaicgpt.model.replica.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.Checkpoints;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.KvMemory;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepOutput;
import io.mosaicgpt.model.replica.Replicas;
import io.mosaicgpt.model.replica.cpu.GoldenCase;
import io.mosaicgpt.model.replica.cpu.MemoryCheckpoint;
import io.mosaicgpt.model.replica.cpu.ReplicaGoldenTest;
import io.mosaicgpt.model.replica.cpu.Sequences;
import io.mosaicgpt.model.replica.cpu.Sequences.Piece;
import io.mosaicgpt.model.replica.cpu.TestConfigs;
import io.mosaicgpt.model.replica.module.ModuleSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs on a GPU, on the CPU: the same text, save the fused attention. */
class PooledReplicaTest {
  /** As in {@link ReplicaGoldenTest}. */
  private static final double TOLERANCE = 5e-5;

  private static final ModelConfig CONFIG = TestConfigs.tiny();

  @AfterEach
  void clearProperties() {
    System.clearProperty(PooledReplica.BLOCK_PROPERTY);
    System.clearProperty(AttentionKernel.PROPERTY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void theReferencesLogitsWholeInChunksAndTokenByToken(String name) throws IOException {
    GoldenCase golden = new GoldenCase(name);
    try (PooledReplica replica = load(golden, ElementType.FLOAT32)) {
      Sequences sequences = new Sequences(replica);
      for (GoldenCase.Text text : golden.texts()) {
        assertClose(sequences.feed(0, text.sequence(), Integer.MAX_VALUE), text.logits());
        assertClose(sequences.feed(1, text.sequence(), 40, 1, 7), text.logits());
        assertClose(sequences.feed(2, text.sequence(), 1), text.logits());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 128})
  void theReferencesLogitsForAnyBlockOfRows(int block) throws IOException {
    System.setProperty(PooledReplica.BLOCK_PROPERTY, Integer.toString(block));
    GoldenCase golden = new GoldenCase("tiny");
    try (PooledReplica replica = load(golden, ElementType.FLOAT32)) {
      for (GoldenCase.Text text : golden.texts()) {
        assertClose(new Sequences(replica).feed(0, text.sequence(), 40, 1, 7), text.logits());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void theReferencesLogitsForDecodesAndChunksInOneStep(String name) throws IOException {
    GoldenCase golden = new GoldenCase(name);
    try (PooledReplica replica = load(golden, ElementType.FLOAT32)) {
      List<GoldenCase.Text> texts = golden.texts();
      int[] done = new int[texts.size()];
      for (int step = 0; step < 1000; step++) {
        List<Integer> running = new ArrayList<>();
        List<Piece> pieces = new ArrayList<>();
        for (int i = texts.size() - 1; i >= 0; i--) {
          int[] sequence = texts.get(i).sequence();
          int end = Math.min(sequence.length, done[i] + (i % 2 == 0 ? 1 : 5));
          if (step >= 3 * i && done[i] < sequence.length) {
            pieces.add(Piece.of(i, sequence, done[i], end));
            running.add(i);
          }
        }
        if (running.isEmpty()) {
          break;
        }
        float[][][] logits = new Sequences(replica).step(pieces);
        for (int p = 0; p < pieces.size(); p++) {
          Piece piece = pieces.get(p);
          int end = piece.start() + piece.tokens().length;
          float[][] expected = texts.get(running.get(p)).logits();
          assertClose(logits[p], Arrays.copyOfRange(expected, piece.start(), end));
          done[running.get(p)] = end;
        }
      }
      for (int i = 0; i < done.length; i++) {
        assertThat(done[i]).isEqualTo(texts.get(i).sequence().length);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void greedyDecodingGivesTheReferencesTokens(String name) throws IOException {
    GoldenCase golden = new GoldenCase(name);
    try (PooledReplica replica = load(golden, ElementType.FLOAT32)) {
      for (GoldenCase.Text text : golden.texts()) {
        int[] input = text.prompt();
        int position = 0;
        List<Integer> generated = new ArrayList<>();
        while (generated.size() < text.generated().length) {
          replica.reserve(3, position + input.length);
          StepBatch batch = batch(3, position, input, input.length - 1);
          position += input.length;
          input = replica.forward(batch).greedy();
          generated.add(input[0]);
        }
        assertThat(generated.stream().mapToInt(i -> i).toArray()).isEqualTo(text.generated());
      }
    }
  }

  @Test
  void bfloat16StaysCloseToFloat32() throws IOException {
    GoldenCase golden = new GoldenCase("tiny");
    try (PooledReplica replica = load(golden, ElementType.BFLOAT16)) {
      double error = 0;
      double spread = 0;
      for (GoldenCase.Text text : golden.texts()) {
        float[][] logits = new Sequences(replica).feed(0, text.sequence(), 31, 1);
        for (int t = 0; t < logits.length; t++) {
          for (int id = 0; id < logits[t].length; id++) {
            error += Math.pow(logits[t][id] - text.logits()[t][id], 2);
            spread += Math.pow(text.logits()[t][id], 2);
          }
        }
      }
      assertThat(Math.sqrt(error / spread)).isLessThan(0.015);
    }
  }

  /** A pool with hardly more than what is in use: regions move all the time. */
  @Test
  void sequencesInACrowdedPoolKeepWhatTheyHold() throws IOException {
    try (PooledReplica roomy = load(4 * 512);
        PooledReplica crowded = load(64 * 9)) {
      Random random = new Random(4);
      int[][] sequences = new int[4][];
      int[] done = new int[4];
      for (int step = 0; step < 300; step++) {
        int slot = random.nextInt(4);
        if (sequences[slot] == null) {
          sequences[slot] = random.ints(20 + random.nextInt(230), 0, 500).toArray();
          done[slot] = 0;
        }
        int count = Math.min(sequences[slot].length - done[slot], 1 + random.nextInt(70));
        int others = 0;
        for (int other = 0; other < 4; other++) {
          others += other == slot ? 0 : crowded.capacity(other);
        }
        if (count == 0 || others + done[slot] + count > 64 * 8) {
          sequences[slot] = null;
          crowded.release(slot);
          roomy.release(slot);
          continue;
        }
        Piece piece = Piece.of(slot, sequences[slot], done[slot], done[slot] + count);
        done[slot] += count;
        Sequences.assertSameBits(
            new Sequences(crowded).step(List.of(piece))[0],
            new Sequences(roomy).step(List.of(piece))[0]);
      }
    }
  }

  @Test
  void aCopiedPrefixEqualsAComputedOne() throws IOException {
    int[] sequence = new Random(5).ints(120, 0, 500).toArray();
    try (PooledReplica replica = load(4 * 512)) {
      Sequences sequences = new Sequences(replica);
      float[][] whole = sequences.feed(0, sequence, 70, 50);
      replica.reserve(1, 70);
      replica.copyPrefix(0, 1, 70);
      float[][] rest = sequences.step(List.of(Piece.of(1, sequence, 70, 120)))[0];
      Sequences.assertSameBits(rest, Arrays.copyOfRange(whole, 70, 120));
    }
  }

  @Test
  void aSlotThatWasReleasedStartsAnew() throws IOException {
    int[] sequence = new Random(6).ints(100, 0, 500).toArray();
    try (PooledReplica replica = load(4 * 512)) {
      Sequences sequences = new Sequences(replica);
      float[][] expected = sequences.feed(1, Arrays.copyOf(sequence, 30), 30);
      sequences.feed(0, sequence, 100);
      replica.release(0);
      assertThat(replica.capacity(0)).isZero();
      Sequences.assertSameBits(sequences.feed(0, Arrays.copyOf(sequence, 30), 30), expected);
    }
  }

  @Test
  void rowsAreFetchedTogetherOrOneByOne() throws IOException {
    try (PooledReplica replica = load(4 * 512)) {
      replica.reserve(0, 5);
      StepOutput output = replica.forward(batch(0, 0, new int[] {1, 2, 3, 4, 5}, 1, 3, 4));
      float[] first = output.logits(0);
      output.expect(new int[] {0, 2});
      assertThat(output.logits(0)).isEqualTo(first);
      assertThat(output.logits(2)).isNotEqualTo(output.logits(1)).hasSize(500);
      assertThat(output.greedy()).hasSize(3);
    }
  }

  @Test
  void aStepThatWantsNoLogitsLeavesItsKeysAndValues() throws IOException {
    int[] sequence = new Random(7).ints(60, 0, 500).toArray();
    try (PooledReplica replica = load(4 * 512)) {
      Sequences sequences = new Sequences(replica);
      float[][] whole = sequences.feed(0, sequence, 50, 10);
      replica.reserve(1, 60);
      int[] begin = Arrays.copyOf(sequence, 50);
      assertThat(replica.forward(batch(1, 0, begin)).greedy()).isEmpty();
      float[][] rest = sequences.step(List.of(Piece.of(1, sequence, 50, 60)))[0];
      Sequences.assertSameBits(rest, Arrays.copyOfRange(whole, 50, 60));
    }
  }

  @Test
  void aStepBeyondTheReservedPositionsIsRefused() throws IOException {
    try (PooledReplica replica = load(4 * 512)) {
      replica.reserve(1, 10);
      assertThatThrownBy(() -> replica.forward(batch(1, 0, new int[65], 64)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a step goes to position 65 of slot 1, which has 64 reserved");
    }
  }

  @Test
  void anUnknownAttentionIsRefused() {
    System.setProperty(AttentionKernel.PROPERTY, "sparse");
    assertThatThrownBy(() -> load(4 * 512))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "mosaicgpt.cuda.attention is \"sparse\", but must be auto or one of products, flash,"
                + " efficient");
  }

  /**
   * Fused attention exists on CUDA only. In its place stands what it is documented to compute, so
   * that everything around it is tested: ALiBi by more dimensions, the wide rows of v, and which
   * rows of the pool each piece sees.
   */
  private static final String FLASH =
      """

        def flash_by_hand(self: __torch__.MosaicGpt, q: Tensor, k: Tensor, v: Tensor, starts: Tensor, firsts: Tensor, longest_q: int, longest_k: int, lengths: Tensor) -> Tensor:
          out = torch.zeros_like(q)
          for p in range(lengths.size(0)):
            start = int(torch.select(starts, 0, p))
            count = int(torch.select(starts, 0, p + 1)) - start
            length = int(torch.select(lengths, 0, p))
            first = int(torch.select(firsts, 0, p))
            if count > longest_q or length > longest_k:
              ops.prim.RaiseException("a piece is longer than the longest", "builtins.RuntimeError")
            rows = torch.to(torch.transpose(torch.narrow(q, 0, start, count), 0, 1), 6)
            keys = torch.to(torch.permute(torch.narrow(k, 0, first, length), [1, 2, 0]), 6)
            values = torch.to(torch.transpose(torch.narrow(v, 0, first, length), 0, 1), 6)
            scores = torch.bmm(rows, keys)
            future = torch.triu(torch.ones([count, length], dtype=11), length - count + 1)
            weights = torch.softmax(torch.masked_fill(scores, future, -inf), -1)
            copied = torch.copy_(torch.narrow(out, 0, start, count), torch.transpose(torch.bmm(weights, values), 0, 1))
          return out
      """;

  private static ModuleSource withFlashByHand() {
    String call =
        "out, unused1, unused2, unused3, unused4 = torch._flash_attention_forward(q, k, wide_v,"
            + " limits[0], limits[1], most[0], most[1], 0.0, True, False, scale=1.0,"
            + " seqused_k=limits[2])";
    String text = ModuleSource.pooled().text();
    assertThat(text).containsOnlyOnce(call);
    String byHand =
        "out = self.flash_by_hand(q, k, wide_v, limits[0], limits[1], most[0], most[1], limits[2])";
    return new ModuleSource(text.replace(call, byHand) + FLASH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void whatFusedAttentionIsGivenGivesTheReferencesLogits(String name) throws IOException {
    GoldenCase golden = new GoldenCase(name);
    try (Checkpoint checkpoint = Checkpoints.open(golden.directory());
        PooledReplica replica =
            PooledReplica.load(
                checkpoint,
                options(checkpoint.config(), ElementType.FLOAT32),
                ProgressListener.NONE,
                withFlashByHand(),
                List.of(AttentionKernel.FLASH))) {
      assertThat(replica.kernel()).isEqualTo(AttentionKernel.FLASH);
      Sequences sequences = new Sequences(replica);
      for (GoldenCase.Text text : golden.texts()) {
        assertClose(sequences.feed(3, text.sequence(), 20, 1, 7), text.logits());
      }
    }
  }

  /** ALiBi in bfloat16 alone keeps a quarter of 2048 positions apart. */
  @Test
  void positionsStayApartInBfloat16() throws IOException {
    ModelConfig config = TestConfigs.of(256, 2, 2, 500, 500, 2048);
    int[] sequence = new Random(8).ints(1500, 0, 500).toArray();
    ReplicaOptions options =
        new ReplicaOptions(ElementType.BFLOAT16, ReplicaDevice.CPU, 2, 2048, 500);
    try (MemoryCheckpoint weights = MemoryCheckpoint.random(config, WeightType.FLOAT32, 1);
        PooledReplica products = PooledReplica.load(weights, options, ProgressListener.NONE);
        PooledReplica flash =
            PooledReplica.load(
                weights,
                options,
                ProgressListener.NONE,
                withFlashByHand(),
                List.of(AttentionKernel.FLASH))) {
      int[] last = {sequence.length - 1};
      products.reserve(1, sequence.length);
      flash.reserve(1, sequence.length);
      float[] expected = products.forward(batch(1, 0, sequence, last)).logits(0);
      float[] actual = flash.forward(batch(1, 0, sequence, last)).logits(0);
      double error = 0;
      double spread = 0;
      for (int id = 0; id < expected.length; id++) {
        error += Math.pow(actual[id] - expected[id], 2);
        spread += Math.pow(expected[id], 2);
      }
      assertThat(Math.sqrt(error / spread)).isLessThan(0.01);
    }
  }

  /**
   * Linears see blocks of one size whatever is in the step; attention sees a sequence at a time.
   */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void companyChangesNoBit(ElementType type) throws IOException {
    ModelConfig config = TestConfigs.of(256, 2, 2, 500, 500, 512);
    try (MemoryCheckpoint weights = MemoryCheckpoint.random(config, WeightType.FLOAT32, 1);
        PooledReplica replica =
            PooledReplica.load(
                weights,
                new ReplicaOptions(type, ReplicaDevice.CPU, 6, 512, 500),
                ProgressListener.NONE,
                withFlashByHand(),
                List.of(AttentionKernel.FLASH))) {
      Sequences sequences = new Sequences(replica);
      Random random = new Random(10);
      int[] sequence = random.ints(102, 0, 500).toArray();
      float[][] alone = sequences.feed(0, sequence, 90, 1);
      List<float[]> together = new ArrayList<>();
      for (int done = 0; done < sequence.length; ) {
        int end = done == 0 ? 90 : done + 1;
        List<Piece> pieces = new ArrayList<>();
        int place = random.nextInt(5);
        for (int other = 0; other < 5; other++) {
          if (other == place) {
            pieces.add(Piece.of(5, sequence, done, end));
          }
          int start = random.nextInt(100);
          pieces.add(
              new Piece(other, start, random.ints(1 + random.nextInt(60), 0, 500).toArray()));
        }
        together.addAll(Arrays.asList(sequences.step(pieces)[place]));
        done = end;
      }
      Sequences.assertSameBits(together.toArray(float[][]::new), alone);
    }
  }

  @Test
  void attentionThatDoesNotRunHereIsNotUsed() throws IOException {
    try (PooledReplica replica =
        PooledReplica.load(
            MemoryCheckpoint.random(CONFIG, WeightType.FLOAT32, 1),
            new ReplicaOptions(ElementType.BFLOAT16, ReplicaDevice.CPU, 1, 512, 500),
            ProgressListener.NONE,
            ModuleSource.pooled(),
            List.of(AttentionKernel.FLASH, AttentionKernel.EFFICIENT, AttentionKernel.PRODUCTS))) {
      assertThat(replica.kernel()).isEqualTo(AttentionKernel.PRODUCTS);
    }
  }

  /** On a GPU, where keys have dimensions for ALiBi beside their own. */
  @ParameterizedTest
  @EnumSource(names = {"PRODUCTS", "FLASH"})
  void theCacheTakesTheMemoryThatIsCountedForIt(AttentionKernel kernel) throws IOException {
    try (PooledReplica replica =
        PooledReplica.load(
            MemoryCheckpoint.random(CONFIG, WeightType.FLOAT32, 1),
            new ReplicaOptions(ElementType.BFLOAT16, ReplicaDevice.CPU, 4, 512, 500, 640, 0),
            ProgressListener.NONE,
            withFlashByHand(),
            List.of(kernel))) {
      KvMemory counted = KvMemory.pooled(CONFIG, ElementType.BFLOAT16, kernel.extra(CONFIG));

      assertThat(replica.poolBytes()).isEqualTo(counted.bytes(640));
      assertThat(counted.positions(replica.poolBytes())).isEqualTo(640);
      assertThat(replica.bytesPerPosition()).isEqualTo(counted.bytesPerPosition());
    }
  }

  @Test
  void aLimitInBytesCountsThoseDimensionsWhereFusedAttentionMayBeTaken() {
    KvMemory cuda =
        Replicas.kvMemory(CONFIG, ElementType.BFLOAT16, ReplicaDevice.cuda(0), CONFIG.maxSeqLen());

    assertThat(cuda)
        .isEqualTo(
            KvMemory.pooled(CONFIG, ElementType.BFLOAT16, AttentionKernel.FLASH.extra(CONFIG)));
    assertThat(cuda.bytesPerPosition())
        .isEqualTo(
            2L * CONFIG.nLayers() * CONFIG.nHeads() * (2 * CONFIG.dModel() / CONFIG.nHeads() + 8));
    assertThat(
            Replicas.kvMemory(
                CONFIG, ElementType.FLOAT32, ReplicaDevice.cuda(0), CONFIG.maxSeqLen()))
        .isEqualTo(KvMemory.pooled(CONFIG, ElementType.FLOAT32, 0));
    assertThat(
            Replicas.kvMemory(CONFIG, ElementType.BFLOAT16, ReplicaDevice.CPU, CONFIG.maxSeqLen()))
        .isEqualTo(new KvMemory(2L * 2 * CONFIG.nLayers() * CONFIG.dModel(), 0));
  }

  private static StepBatch batch(int slot, int start, int[] tokens, int... rows) {
    return new StepBatch(
        tokens, new int[] {slot}, new int[] {start}, new int[] {tokens.length}, rows);
  }

  private static PooledReplica load(long positions) throws IOException {
    return PooledReplica.load(
        MemoryCheckpoint.random(CONFIG, WeightType.FLOAT32, 1),
        new ReplicaOptions(ElementType.FLOAT32, ReplicaDevice.CPU, 4, 512, 500, positions, 0),
        ProgressListener.NONE);
  }

  private static PooledReplica load(GoldenCase golden, ElementType type) throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(golden.directory())) {
      return PooledReplica.load(
          checkpoint, options(checkpoint.config(), type), ProgressListener.NONE);
    }
  }

  private static ReplicaOptions options(ModelConfig config, ElementType type) {
    return new ReplicaOptions(type, ReplicaDevice.CPU, 5, config.maxSeqLen(), config.vocabSize());
  }

  private static void assertClose(float[][] actual, float[][] expected) {
    assertThat(actual).hasDimensions(expected.length, expected[0].length);
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        largest = Math.max(largest, Math.abs(actual[i][j] - expected[i][j]));
      }
    }
    assertThat(largest).isLessThan(TOLERANCE);
  }
}
