package io.mosaicgpt.model.replica.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.TensorInfo;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepOutput;
import io.mosaicgpt.model.forward.StepTimes;
import io.mosaicgpt.model.replica.Replicas;
import io.mosaicgpt.model.replica.cpu.Sequences.Piece;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplicaTest {
  private static final ModelConfig CONFIG = TestConfigs.tiny();
  private static final int[] SEQUENCE = new Random(1).ints(40, 0, 500).toArray();

  @Test
  void capacitiesGrowByTheQuantumAndSlotsKeepWhatTheyHold() throws IOException {
    try (CpuReplica replica = load(ElementType.FLOAT32)) {
      assertThat(replica.capacity(0)).isZero();
      float[][] expected = new Sequences(replica).feed(1, SEQUENCE, 40);

      replica.reserve(0, 1);
      assertThat(replica.capacity(0)).isEqualTo(replica.positionQuantum());
      new Sequences(replica).feed(0, Arrays.copyOf(SEQUENCE, 30), 30);
      replica.reserve(0, replica.positionQuantum() + 1);
      assertThat(replica.capacity(0)).isEqualTo(2 * replica.positionQuantum());
      float[][] rest = new Sequences(replica).step(List.of(Piece.of(0, SEQUENCE, 30, 40)))[0];
      assertThat(rest).isDeepEqualTo(Arrays.copyOfRange(expected, 30, 40));

      replica.release(0);
      assertThat(replica.capacity(0)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPositionTakesTwoVectorsPerLayer(ElementType type) throws IOException {
    try (CpuReplica replica = load(type)) {
      assertThat(replica.bytesPerPosition()).isEqualTo(2L * 2 * 64 * type.kvBytes());
    }
  }

  @Test
  void noMoreThanTheLongestSequenceCanBeReserved() throws IOException {
    try (CpuReplica replica = load(ElementType.FLOAT32)) {
      assertThatThrownBy(() -> replica.reserve(0, 1025))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("slot 0 is asked to hold 1025 positions, but max-model-len is 1024");
    }
  }

  @Test
  void aStepBeyondTheReservedPositionsIsRefused() throws IOException {
    try (CpuReplica replica = load(ElementType.FLOAT32)) {
      replica.reserve(1, 10);
      int[] tokens = new int[65];
      assertThatThrownBy(() -> replica.forward(batch(1, 0, tokens, 64)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a step goes to position 65 of slot 1, which has 64 reserved");
    }
  }

  @Test
  void morePositionsThanASlotHoldsCannotBeCopied() throws IOException {
    try (CpuReplica replica = load(ElementType.FLOAT32)) {
      replica.reserve(0, 64);
      assertThatThrownBy(() -> replica.copyPrefix(0, 1, 5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("to slot 1, which has 0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepNeedNotAskForLogits(ElementType type) throws IOException {
    try (CpuReplica replica = load(type)) {
      float[][] expected = new Sequences(replica).feed(1, SEQUENCE, 40);
      replica.reserve(0, 40);
      assertThat(replica.forward(batch(0, 0, Arrays.copyOf(SEQUENCE, 39))).greedy()).isEmpty();
      float[] last = replica.forward(batch(0, 39, new int[] {SEQUENCE[39]}, 0)).logits(0);
      assertThat(last).isEqualTo(expected[39]);
    }
  }

  @Test
  void logitsComeForTheRowsThatWereAskedFor() throws IOException {
    try (CpuReplica replica = load(ElementType.FLOAT32)) {
      float[][] expected = new Sequences(replica).feed(1, SEQUENCE, 40);
      replica.reserve(0, 40);
      StepOutput output = replica.forward(batch(0, 0, SEQUENCE, 3, 20, 39));
      assertThat(output.logits(0)).isEqualTo(expected[3]);
      assertThat(output.logits(2)).isEqualTo(expected[39]);
      assertThat(output.logits(1)).isEqualTo(expected[20]);
      assertThat(output.greedy()).hasSize(3);
    }
  }

  @Test
  void paddingIdsHaveNoLogits() throws IOException {
    try (CpuReplica replica = load(CONFIG, WeightType.FLOAT32, ElementType.FLOAT32, 100)) {
      replica.reserve(0, 40);
      int[] rows = IntStream.range(0, 40).toArray();
      StepOutput output = replica.forward(batch(0, 0, SEQUENCE, rows));
      assertThat(output.logits(5)).hasSize(100);
      assertThat(IntStream.of(output.greedy()).boxed()).allMatch(id -> id < 100);
    }
  }

  @Test
  void theSmallestOfSeveralLikeliestIdsIsGreedy() throws IOException {
    // Without weights, every logit is zero.
    MemoryCheckpoint zeros = MemoryCheckpoint.random(CONFIG, WeightType.FLOAT32, 1).scaled(0);
    try (CpuReplica replica = load(zeros, ElementType.FLOAT32, 500)) {
      replica.reserve(0, 40);
      StepOutput output = replica.forward(batch(0, 0, SEQUENCE, 0, 39));
      assertThat(output.logits(1)).containsOnly(0);
      assertThat(output.greedy()).containsExactly(0, 0);
    }
  }

  @Test
  void aRowThatIsNoNumberHasNoLikeliestId() throws IOException {
    MemoryCheckpoint broken =
        MemoryCheckpoint.random(CONFIG, WeightType.FLOAT32, 1).scaled(Float.NaN);
    try (CpuReplica replica = load(broken, ElementType.FLOAT32, 500)) {
      replica.reserve(0, 40);
      assertThat(replica.forward(batch(0, 0, SEQUENCE, 39)).greedy()).containsExactly(-1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedWeightLeavesNoLikeliestIdInAnyType(ElementType type) throws IOException {
    for (String tensor :
        List.of(
            "ln_1", "attn.Wqkv", "attn.q_ln", "attn.k_ln", "attn.out_proj", "ln_2", "mlp.mlp_up")) {
      assertNoLikeliestId(CONFIG, type, "blocks.0." + tensor + ".weight");
    }
    for (String tensor : List.of("blocks.1.mlp.mlp_up", "blocks.1.mlp.mlp_down", "ln_f")) {
      assertNoLikeliestId(CONFIG, type, tensor + ".weight");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedBiasLeavesNoLikeliestIdInAnyType(ElementType type) throws IOException {
    ModelConfig biased = damageable(true, true, OptionalDouble.empty());
    for (String tensor :
        List.of("ln_1", "attn.Wqkv", "attn.q_ln", "attn.k_ln", "attn.out_proj", "mlp.mlp_up")) {
      assertNoLikeliestId(biased, type, "blocks.0." + tensor + ".bias");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedWeightLeavesNoLikeliestIdWithoutNormsOfQAndKAndWithClipping(ElementType type)
      throws IOException {
    for (String tensor : List.of("attn.Wqkv", "mlp.mlp_up")) {
      String weight = "blocks.0." + tensor + ".weight";
      assertNoLikeliestId(
          damageable(false, false, OptionalDouble.empty()), type, weight, Float.NaN);
      assertNoLikeliestId(damageable(false, true, OptionalDouble.of(2)), type, weight, Float.NaN);
    }
  }

  private static ModelConfig damageable(boolean bias, boolean qkNorm, OptionalDouble clip) {
    return new ModelConfig(
        64, 4, 2, 256, 512, 512, 1024, true, 8, qkNorm, clip, 0.25, 1, bias, false, 0, "random");
  }

  private static void assertNoLikeliestId(ModelConfig config, ElementType type, String tensor)
      throws IOException {
    assertNoLikeliestId(config, type, tensor, Float.NaN, Float.POSITIVE_INFINITY);
  }

  private static void assertNoLikeliestId(
      ModelConfig config, ElementType type, String tensor, float... values) throws IOException {
    for (float value : values) {
      MemoryCheckpoint broken =
          MemoryCheckpoint.random(config, WeightType.FLOAT32, 1).with(tensor, 3, value);
      try (CpuReplica replica = load(broken, type, 500)) {
        replica.reserve(0, 40);
        assertThat(replica.forward(batch(0, 0, SEQUENCE, 39)).greedy())
            .as("%s in %s", value, tensor)
            .containsExactly(-1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWidthOfAnySizeIsServed(ElementType type) throws IOException {
    MemoryCheckpoint odd =
        MemoryCheckpoint.random(TestConfigs.of(33, 3, 2, 100, 100, 64), WeightType.FLOAT32, 1);
    float[][] exact = logits(odd, ElementType.FLOAT32);
    float[][] actual = logits(odd, type);
    for (int t = 0; t < exact.length; t++) {
      for (int id = 0; id < exact[t].length; id++) {
        assertThat(actual[t][id]).isCloseTo(exact[t][id], within(0.5f));
      }
    }
  }

  private static float[][] logits(MemoryCheckpoint checkpoint, ElementType type)
      throws IOException {
    ReplicaOptions options = new ReplicaOptions(type, ReplicaDevice.CPU, 1, 64, 100);
    try (CpuReplica replica = CpuReplica.load(checkpoint, options, ProgressListener.NONE)) {
      return new Sequences(replica).feed(0, IntStream.range(0, 20).toArray(), 7, 1);
    }
  }

  @Test
  void anOutputEndsWithTheNextStep() throws IOException {
    try (CpuReplica replica = load(ElementType.FLOAT32)) {
      replica.reserve(0, 40);
      StepOutput first = replica.forward(batch(0, 0, SEQUENCE, 39));
      replica.forward(batch(0, 0, SEQUENCE, 39));
      assertThatThrownBy(() -> first.logits(0)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(first::greedy).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void theTimeOfAStepIsSplitIntoItsParts() throws IOException {
    try (CpuReplica replica = load(ElementType.FLOAT32)) {
      assertThat(replica.times()).isEqualTo(new StepTimes(0, 0, 0, 0));
      replica.reserve(0, 40);
      long begin = System.nanoTime();
      replica.forward(batch(0, 0, SEQUENCE, 39));
      long nanos = System.nanoTime() - begin;
      StepTimes times = replica.times();
      assertThat(times.linears()).isPositive();
      assertThat(times.attention()).isPositive();
      assertThat(times.head()).isPositive();
      assertThat(times.linears() + times.attention() + times.head() + times.rest())
          .isLessThan(nanos);
      assertThat(replica.times().since(times)).isEqualTo(new StepTimes(0, 0, 0, 0));
    }
  }

  @Test
  void alibiGoesBeyondTheTrainedLength() throws IOException {
    ModelConfig shorter = TestConfigs.of(64, 4, 2, 512, 512, 32);
    try (CpuReplica replica = load(shorter, WeightType.FLOAT32, ElementType.FLOAT32, 512);
        CpuReplica longer = load(CONFIG, WeightType.FLOAT32, ElementType.FLOAT32, 512)) {
      assertThat(new Sequences(replica).feed(0, SEQUENCE, 40))
          .isDeepEqualTo(new Sequences(longer).feed(0, SEQUENCE, 40));
    }
  }

  @Test
  void learnedPositionsEndWithTheTrainedLength() {
    ModelConfig config =
        new ModelConfig(
            64,
            4,
            2,
            256,
            512,
            512,
            32,
            false,
            8,
            true,
            OptionalDouble.empty(),
            0.25,
            1,
            false,
            false,
            0,
            "small");
    assertThatThrownBy(() -> load(config, WeightType.FLOAT32, ElementType.FLOAT32, 512))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "max-model-len is 1024, but small has learned positions for 32 only");
  }

  @Test
  void aCudaDeviceThatIsNotThereIsRefusedInOneSentence() {
    ReplicaOptions options =
        new ReplicaOptions(ElementType.FLOAT32, ReplicaDevice.cuda(0), 1, 1024, 512);
    // On a machine with CUDA there is nothing to refuse.
    assumeThat(Replicas.devices().get(0)).isEqualTo(ReplicaDevice.CPU);
    assertThatThrownBy(
            () ->
                CpuReplica.load(
                    MemoryCheckpoint.random(CONFIG, WeightType.FLOAT32, 1),
                    options,
                    ProgressListener.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("device cuda:0 is not available, because this ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void int8IsRefusedOnCuda() {
    ReplicaOptions options =
        new ReplicaOptions(ElementType.INT8, ReplicaDevice.cuda(0), 1, 1024, 512);
    assertThatThrownBy(
            () ->
                CpuReplica.load(
                    MemoryCheckpoint.random(CONFIG, WeightType.FLOAT32, 1),
                    options,
                    ProgressListener.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dtype int8 needs an x86 CPU: use bfloat16 on cuda:0");
  }

  @ParameterizedTest
  @EnumSource(WeightType.class)
  void everyStoredTypeLoads(WeightType stored) throws IOException {
    // Weights with few enough digits that all three types hold them exactly.
    MemoryCheckpoint rounded = MemoryCheckpoint.random(CONFIG, stored, 1).rounded(1 / 128.0);
    MemoryCheckpoint plain =
        MemoryCheckpoint.random(CONFIG, WeightType.FLOAT32, 1).rounded(1 / 128.0);
    try (CpuReplica replica = load(rounded, ElementType.FLOAT32, 512);
        CpuReplica reference = load(plain, ElementType.FLOAT32, 512)) {
      assertThat(new Sequences(replica).feed(0, SEQUENCE, 40))
          .isDeepEqualTo(new Sequences(reference).feed(0, SEQUENCE, 40));
    }
  }

  @Test
  void loadingReportsEveryTensorUpToTheWhole() throws IOException {
    List<Long> done = new ArrayList<>();
    MemoryCheckpoint checkpoint = MemoryCheckpoint.random(CONFIG, WeightType.BFLOAT16, 1);
    long total = checkpoint.tensors().stream().mapToLong(TensorInfo::byteSize).sum();
    CpuReplica.load(
            checkpoint,
            new ReplicaOptions(ElementType.FLOAT32, ReplicaDevice.CPU, 1, 1024, 512),
            (bytes, all) -> {
              assertThat(all).isEqualTo(total);
              done.add(bytes);
            })
        .close();
    assertThat(done).isSorted().hasSameSizeAs(checkpoint.tensors()).endsWith(total);
  }

  private static StepBatch batch(int slot, int start, int[] tokens, int... rows) {
    return new StepBatch(
        tokens, new int[] {slot}, new int[] {start}, new int[] {tokens.length}, rows);
  }

  private static CpuReplica load(ElementType type) throws IOException {
    return load(CONFIG, WeightType.FLOAT32, type, 512);
  }

  private static CpuReplica load(
      ModelConfig config, WeightType stored, ElementType type, int usableVocab) throws IOException {
    return load(MemoryCheckpoint.random(config, stored, 1), type, usableVocab);
  }

  private static CpuReplica load(MemoryCheckpoint checkpoint, ElementType type, int usableVocab)
      throws IOException {
    return CpuReplica.load(
        checkpoint,
        new ReplicaOptions(type, ReplicaDevice.CPU, 2, 1024, usableVocab),
        ProgressListener.NONE);
  }
}
