package io.mosaicgpt.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomCheckpointTest {
  /** The expected bits were computed in Python, from the same definition. */
  @Test
  void theBytesOfASeedAreTheSameEverywhereAndAlways() throws IOException {
    assertThat(bits("transformer.wte.weight", 0, 1, 2, 32_767))
        .containsExactly(0xbe7bae28, 0x3e89c8a7, 0xbe87e61b, 0x3e3551d5);
    assertThat(bits("transformer.blocks.1.mlp.mlp_down.weight", 0, 1, 2, 16_383))
        .containsExactly(0xbdc0076c, 0x3d9d7121, 0x3cb7965d, 0x3d45b708);
  }

  private static int[] bits(String name, int... indexes) throws IOException {
    try (Checkpoint checkpoint = Checkpoints.random(ModelPreset.of("tiny"), 7)) {
      TensorInfo tensor = tensor(checkpoint, name);
      ByteBuffer bytes =
          ByteBuffer.allocate((int) tensor.byteSize()).order(ByteOrder.LITTLE_ENDIAN);
      checkpoint.read(tensor, bytes);
      return Arrays.stream(indexes).map(index -> bytes.getInt(index * Float.BYTES)).toArray();
    }
  }

  @Test
  void anotherSeedGivesOtherWeights() throws IOException {
    assertThat(Checkpoints.random(ModelPreset.of("tiny"), 1).hash())
        .isNotEqualTo(Checkpoints.random(ModelPreset.of("tiny"), 2).hash());
  }

  @Test
  void aPieceIsTheSameAsThatPartOfTheWhole() throws IOException {
    RandomCheckpoint checkpoint = new RandomCheckpoint(ModelPreset.of("tiny"), 3);
    TensorInfo tensor = tensor(checkpoint, "transformer.wte.weight");
    ByteBuffer whole = ByteBuffer.allocate((int) tensor.byteSize());
    checkpoint.read(tensor, whole);
    ByteBuffer piece = ByteBuffer.allocate(20_000);
    checkpoint.read(tensor, 4_004, piece);
    assertThat(piece.flip()).isEqualTo(whole.slice(4_004, 20_000));
  }

  /** Standard deviation sqrt(2 / fan_in), over sqrt(2 * n_layers) = 2 for residual projections. */
  @ParameterizedTest
  @CsvSource({
    "transformer.wte.weight,              0.176777",
    "transformer.blocks.0.attn.Wqkv.weight, 0.176777",
    "transformer.blocks.1.attn.out_proj.weight, 0.088388",
    "transformer.blocks.0.mlp.mlp_up.weight, 0.176777",
    "transformer.blocks.1.mlp.mlp_down.weight, 0.044194",
  })
  void weightsSpreadAsInTheOriginalsInitialisation(String name, double deviation)
      throws IOException {
    double[] values = values(name);
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElseThrow();
    // At least 4096 values: the estimate's own deviation is 1.1 percent of the figure or less.
    assertThat(Math.sqrt(variance)).isCloseTo(deviation, within(0.04 * deviation));
    assertThat(mean).isCloseTo(0, within(5 * deviation / Math.sqrt(values.length)));
    DoubleSummaryStatistics range = Arrays.stream(values).summaryStatistics();
    assertThat(range.getMax()).isBetween(2.5 * deviation, 3.5 * deviation);
    assertThat(range.getMin()).isBetween(-3.5 * deviation, -2.5 * deviation);
  }

  @Test
  void layerNormsAreOne() throws IOException {
    assertThat(values("transformer.blocks.0.attn.q_ln.weight")).hasSize(64).containsOnly(1);
  }

  private static double[] values(String name) throws IOException {
    try (Checkpoint checkpoint = Checkpoints.random(ModelPreset.of("tiny"), 11)) {
      TensorInfo tensor = tensor(checkpoint, name);
      ByteBuffer bytes = ByteBuffer.allocateDirect((int) tensor.byteSize());
      checkpoint.read(tensor, bytes);
      bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
      double[] values = new double[(int) tensor.elements()];
      Arrays.setAll(values, i -> bytes.getFloat(i * Float.BYTES));
      return values;
    }
  }

  private static TensorInfo tensor(Checkpoint checkpoint, String name) {
    return checkpoint.tensors().stream()
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
