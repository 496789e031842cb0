package io.mosaicgpt.model.replica;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each library's kernels promise, on whichever processor this is. */
@EnabledIfSystemProperty(
    named = "os.arch",
    matches = "amd64|x86_64",
    disabledReason = "these kernels are for x86")
class LinearKernelTest {
  private static final int ROWS = 40;
  private static final int WIDTH = 131;

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

  /** FBGEMM's is right on every x86 CPU, oneDNN's where the processor has VNNI. */
  static Stream<LinearKernel> int8Kernels() {
    return Stream.of(LinearKernel.FBGEMM_INT8, LinearKernel.onCpu(ElementType.INT8)).distinct();
  }

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
      float[] inputs = largestInputs(numbers);
      NDArray x = manager.create(inputs, new Shape(2 * ROWS, WIDTH)).toType(DataType.UINT8, true);
      float[] products = module.tensor(manager, "multiply", 0, x).toFloatArray();

      float[] scales = scale.toFloatArray();
      for (int i = 0; i < 2 * ROWS; i++) {
        for (int j = 0; j < ROWS; j++) {
          assertThat(products[i * ROWS + j])
              .as("input %d, row %d", i, j)
              .isEqualTo(sum(inputs, i, numbers, j) * scales[j]);
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
            case 4 -> even ? 1 : 0.0078f;
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
    // Eight bits each, from 2^-40 to 2^40 from row to row and over 2^23 within a row.
    Random random = new Random(6);
    float[] weights = new float[ROWS * WIDTH];
    for (int i = 0; i < weights.length; i++) {
      float eightBits = (random.nextBoolean() ? 1 : -1) * (128 + random.nextInt(128));
      weights[i] = Math.scalb(eightBits, 2 * (i / WIDTH) - 40 - random.nextInt(24));
    }
    try (ScriptModule module = module(LinearKernel.FBGEMM_BFLOAT16);
        NDManager manager = module.manager().newSubManager()) {
      ByteBuffer bytes = ByteBuffer.allocateDirect(Float.BYTES * weights.length);
      bytes.order(ByteOrder.nativeOrder()).asFloatBuffer().put(weights);
      module.run("set_staging", manager.create(bytes, new Shape(bytes.capacity()), DataType.UINT8));
      module.run("set_linear", 0, ScalarType.FLOAT32, new long[] {ROWS, WIDTH});
      float[] transposed = module.tensor(manager, "linear", 0, manager.eye(WIDTH)).toFloatArray();

      for (int i = 0; i < weights.length; i++) {
        assertThat(transposed[i % WIDTH * ROWS + i / WIDTH]).isEqualTo(weights[i]);
      }
    }
  }

  private static ScriptModule module(LinearKernel kernel) {
    ScriptModule module =
        new ScriptModule(ModuleSource.CLASS_NAME, ModuleSource.of(kernel).text(), 1);
    module.run("configure", "cpu", ScalarType.FLOAT32, ScalarType.BFLOAT16, 1, 1, WIDTH, 1);
    return module;
  }
}
