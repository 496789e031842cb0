package io.mosaicgpt.model.replica.module;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.mosaicgpt.model.forward.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each library's kernels promise, on whichever processor this is. */
@EnabledIfSystemProperty(
    named = "os.arch",
    matches = "amd64|x86_64",
    disabledReason = "these kernels are for x86")
class LinearKernelTest {
  private static final int ROWS = 40;
  private static final int WIDTH = 131;

  /** Rows that are nothing but zeros, and with an infinite number. */
  private static final int ZERO = 3;

  private static final int INFINITE = 5;

  /** A row of weights of which no two neighbours are large. */
  private static final int MIXED = 4;

  @BeforeAll
  static void start() {
    PyTorch.start();
  }

  @Test
  @EnabledIfEnvironmentVariable(
      named = "ONEDNN_MAX_CPU_ISA",
      matches = "AVX2",
      disabledReason = "oneDNN may use all that this processor has")
  void withAvx2AloneFbgemmComputesWhatOneDnnCannot() {
    assertThat(Stream.of(ElementType.values()).map(LinearKernel::onCpu))
        .containsExactly(
            LinearKernel.ONEDNN_FLOAT32, LinearKernel.FBGEMM_BFLOAT16, LinearKernel.FBGEMM_INT8);
  }

  /** oneDNN, bfloat16 by oneDNN, exact int8 by oneDNN, FBGEMM, exact int8 by both. */
  @ParameterizedTest
  @CsvSource({
    "Zen 4, true, true, true, true, true, ONEDNN_FLOAT32, ONEDNN_BFLOAT16, INT8_BY_ROWS",
    "Skylake-X, true, true, false, true, false, ONEDNN_FLOAT32, ONEDNN_BFLOAT16, FBGEMM_INT8",
    "Alder Lake, true, false, true, true, false, ONEDNN_FLOAT32, FBGEMM_BFLOAT16, ONEDNN_INT8",
    "Zen 3, true, false, false, true, false, ONEDNN_FLOAT32, FBGEMM_BFLOAT16, FBGEMM_INT8",
    "no AVX2, true, false, false, false, false, ONEDNN_FLOAT32, , ",
    "ARM with bf16, true, true, false, false, false, ONEDNN_FLOAT32, ONEDNN_BFLOAT16, ",
    "ARM without, true, false, false, false, false, ONEDNN_FLOAT32, , ",
    "no oneDNN, false, false, false, false, false, PORTABLE, PORTABLE, ",
    "FBGEMM alone, false, false, false, true, false, PORTABLE, FBGEMM_BFLOAT16, FBGEMM_INT8",
  })
  void kernelsFollowFromWhatTheProcessorHas(
      String processor,
      boolean oneDnn,
      boolean bfloat16,
      boolean exactInt8,
      boolean fbgemm,
      boolean bothExactInt8,
      LinearKernel forFloat32,
      LinearKernel forBfloat16,
      LinearKernel forInt8) {
    CpuFacts cpu = new CpuFacts(oneDnn, bfloat16, exactInt8, fbgemm, bothExactInt8);

    assertThat(LinearKernel.choose(ElementType.FLOAT32, cpu)).isEqualTo(Optional.of(forFloat32));
    assertThat(LinearKernel.choose(ElementType.BFLOAT16, cpu))
        .isEqualTo(Optional.ofNullable(forBfloat16));
    assertThat(LinearKernel.choose(ElementType.INT8, cpu)).isEqualTo(Optional.ofNullable(forInt8));
  }

  /** FBGEMM's is right on every x86 CPU, the others where the processor has VNNI. */
  static Stream<LinearKernel> int8Kernels() {
    CpuFacts cpu = CpuFacts.ofThisMachine();
    return Stream.of(
            Optional.of(LinearKernel.FBGEMM_INT8),
            Optional.of(LinearKernel.ONEDNN_INT8).filter(kernel -> cpu.exactInt8()),
            Optional.of(LinearKernel.INT8_BY_ROWS).filter(kernel -> cpu.bothExactInt8()))
        .flatMap(Optional::stream);
  }

  /**
   * On a processor with VNNI sums are exact anyway: there the build's run with AVX2 alone tells.
   */
  @ParameterizedTest
  @MethodSource("int8Kernels")
  void sumsOfInt8AreExactForTheLargestInputs(LinearKernel kernel) {
    try (ScriptModule module = module(kernel);
        NDManager manager = module.manager().newSubManager()) {
      NDArray w = manager.create(int8Weights(), new Shape(ROWS, WIDTH));
      NDArray scale = module.tensor(manager, "scales", w);
      NDArray whole = w.div(scale.reshape(ROWS, 1)).round();
      module.run("pack", 0, whole.toType(DataType.INT8, true), scale);
      float[] numbers = whole.toFloatArray();
      // Weights alone could be up to 64.
      assertThat(numbers[MIXED * WIDTH]).isEqualTo(127);
      float[] inputs = largestInputs(numbers);
      NDArray x = manager.create(inputs, new Shape(2 * ROWS, WIDTH)).toType(DataType.UINT8, true);
      float[] scales = scale.toFloatArray();
      for (int count : new int[] {1, 8, 9, 2 * ROWS}) {
        float[] products = module.tensor(manager, "multiply", 0, x.get(":" + count)).toFloatArray();
        for (int i = 0; i < count; i++) {
          for (int j = 0; j < ROWS; j++) {
            assertThat(products[i * ROWS + j])
                .as("input %d of %d, row %d", i, count, j)
                .isEqualTo(sum(inputs, i, numbers, j) * scales[j]);
          }
        }
      }
    }
  }

  /** Normal rows, and some whose neighbours are both large, or one of them. */
  private static float[] int8Weights() {
    Random random = new Random(5);
    float[] weights = new float[ROWS * WIDTH];
    for (int i = 0; i < weights.length; i++) {
      boolean even = i % WIDTH % 2 == 0;
      weights[i] =
          switch (i / WIDTH) {
            case 0 -> 1;
            case 1 -> -1;
            case 2 -> even ? 1 : 0;
            case 3 -> even ? -1 : 1;
            case MIXED -> even ? 1 : 0.0078f;
            default -> (float) random.nextGaussian();
          };
    }
    return weights;
  }

  /** For each row of weights the input that gives the largest sum, and the one for the smallest. */
  private static float[] largestInputs(float[] weights) {
    float[] inputs = new float[2 * weights.length];
    for (int i = 0; i < weights.length; i++) {
      inputs[i] = weights[i] > 0 ? 255 : 0;
      inputs[weights.length + i] = weights[i] < 0 ? 255 : 0;
    }
    return inputs;
  }

  private static long sum(float[] inputs, int input, float[] weights, int row) {
    long sum = 0;
    for (int k = 0; k < WIDTH; k++) {
      sum += Math.round(inputs[input * WIDTH + k] * weights[row * WIDTH + k]);
    }
    return sum;
  }

  @Test
  void bfloat16WeightsAreHeldExactly() {
    float[] weights = bfloat16Weights();
    try (ScriptModule module = module(LinearKernel.FBGEMM_BFLOAT16);
        NDManager manager = module.manager().newSubManager()) {
      ByteBuffer bytes = ByteBuffer.allocateDirect(Float.BYTES * weights.length);
      bytes.order(ByteOrder.nativeOrder()).asFloatBuffer().put(weights);
      module.run("set_staging", manager.create(bytes, new Shape(bytes.capacity()), DataType.UINT8));
      module.run("set_linear", 0, ScalarType.FLOAT32, new long[] {ROWS, WIDTH});
      float[] transposed = module.tensor(manager, "linear", 0, manager.eye(WIDTH)).toFloatArray();

      for (int i = 0; i < weights.length; i++) {
        float held = transposed[i % WIDTH * ROWS + i / WIDTH];
        if (i / WIDTH == INFINITE) {
          assertThat(held).isNaN();
        } else {
          assertThat(held).isEqualTo(weights[i]);
        }
      }
    }
  }

  /** Eight bits each, from 2^-79 to 2^30 from row to row and over 2^30 within a row. */
  private static float[] bfloat16Weights() {
    Random random = new Random(6);
    float[] weights = new float[ROWS * WIDTH];
    for (int i = 0; i < weights.length; i++) {
      int row = i / WIDTH;
      float eightBits = (random.nextBoolean() ? 1 : -1) * (1 + random.nextInt(128) / 128f);
      weights[i] = row == ZERO ? 0 : Math.scalb(eightBits, 2 * row - 49 - random.nextInt(30));
    }
    weights[INFINITE * WIDTH + 7] = Float.POSITIVE_INFINITY;
    return weights;
  }

  private static ScriptModule module(LinearKernel kernel) {
    ScriptModule module =
        new ScriptModule(ModuleSource.CLASS_NAME, ModuleSource.of(kernel).text(), 1);
    module.run("configure", "cpu", ScalarType.FLOAT32, ScalarType.BFLOAT16, 1, 1, WIDTH, 1);
    return module;
  }
}
