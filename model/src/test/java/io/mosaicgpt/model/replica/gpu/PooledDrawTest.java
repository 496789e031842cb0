package io.mosaicgpt.model.replica.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.mosaicgpt.model.constraint.TokenMask;
import io.mosaicgpt.model.replica.module.ModuleSource;
import io.mosaicgpt.model.replica.module.PyTorch;
import io.mosaicgpt.model.replica.module.ScriptModule;
import io.mosaicgpt.model.sampling.Draw;
import io.mosaicgpt.model.sampling.Sampler;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.TokenCounts;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the device draws is what Java's sampler draws, to the last bit. */
class PooledDrawTest {
  private static ScriptModule module;

  @BeforeAll
  static void load() {
    PyTorch.start();
    module = new ScriptModule(ModuleSource.CLASS_NAME, ModuleSource.pooled().text(), 1);
  }

  @AfterAll
  static void close() {
    module.close();
  }

  @Test
  void anyParametersOnAnyLogits() {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      assertSameAsSampler(random, 1 + random.nextInt(20), 1 + random.nextInt(900));
    }
  }

  @Test
  void aVocabularyOfThePublishedModelsSize() {
    assertSameAsSampler(new Random(1), 7, 50_277);
  }

  /** The draw sees every weight: sums that differ by one would show here sooner or later. */
  @Test
  void theExponentialIsStrictMaths() {
    Random random = new Random(2);
    double[] values = new double[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = -31 * Math.pow(random.nextDouble(), 1 + i % 20);
    }
    values[0] = 0;
    values[1] = -31;
    values[2] = -0.34657359123229980;
    values[3] = Math.nextUp(values[2]);
    values[4] = -1.0397205352783203;
    values[5] = Math.nextUp(values[4]);
    values[6] = -0x1p-28;
    values[7] = Math.nextUp(values[6]);
    try (NDManager manager = module.manager().newSubManager()) {
      double[] actual = module.tensor(manager, "exp", manager.create(values)).toDoubleArray();
      for (int i = 0; i < values.length; i++) {
        assertThat(actual[i]).as("exp(%s)", values[i]).isEqualTo(StrictMath.exp(values[i]));
      }
    }
  }

  @Test
  void aRowThatIsNotFiniteHasNoId() {
    float[] rows = {1, 2, Float.NaN, 1, Float.POSITIVE_INFINITY, 2, 3, 2, 1};
    try (NDManager manager = module.manager().newSubManager()) {
      Draw draw = new Draw(1, Double.NEGATIVE_INFINITY, 1, 1, 12345, TokenMask.ALL);
      assertThat(output(manager, rows, 3).draw(new int[] {0, 1, 2}, List.of(draw, draw, draw)))
          .containsExactly(-1, -1, 0);
    }
  }

  @Test
  void theLikeliestOfTheAllowedIds() {
    SamplingParams greedy = SamplingParams.defaults();
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int rows = 1 + random.nextInt(100);
      int vocabulary = seed == 0 ? 50_277 : 1 + random.nextInt(900);
      float[] logits = logits(random, rows, vocabulary);
      Sampler sampler = new Sampler(vocabulary);
      int[] which = random.ints(2L * rows, 0, rows).toArray();
      int[] expected = new int[which.length];
      List<TokenMask> masks = new ArrayList<>();
      for (int i = 0; i < which.length; i++) {
        masks.add(mask(random, vocabulary));
        float[] row =
            Arrays.copyOfRange(logits, which[i] * vocabulary, (which[i] + 1) * vocabulary);
        TokenCounts counts = new TokenCounts(greedy, new int[0]);
        expected[i] = sampler.sample(row, greedy, counts, masks.get(i));
      }
      try (NDManager manager = module.manager().newSubManager()) {
        assertThat(output(manager, logits, rows).greedy(which, masks)).isEqualTo(expected);
      }
    }
  }

  @Test
  void aRowThatIsNotFiniteOrMayTakeNothingHasNoLikeliestId() {
    float[] rows = {1, 2, Float.NaN, 1, Float.NEGATIVE_INFINITY, 2, 3, 2, 1};
    TokenMask none = TokenMask.without("tests", 0, 1, 2);
    TokenMask first = TokenMask.without("tests", 1, 2);
    try (NDManager manager = module.manager().newSubManager()) {
      assertThat(
              output(manager, rows, 3)
                  .greedy(new int[] {0, 1, 2, 2}, List.of(first, first, none, first)))
          .containsExactly(-1, -1, -1, 0);
      Draw draw = new Draw(1, Double.NEGATIVE_INFINITY, 0, 1, 12345, none);
      assertThat(output(manager, rows, 3).draw(new int[] {2}, List.of(draw))).containsExactly(-1);
    }
  }

  private static void assertSameAsSampler(Random random, int rows, int vocabulary) {
    float[] logits = logits(random, rows, vocabulary);
    Sampler sampler = new Sampler(vocabulary);
    int draws = 2 * rows;
    int[] which = new int[draws];
    int[] expected = new int[draws];
    List<Draw> list = new ArrayList<>();
    for (int i = 0; i < draws; i++) {
      which[i] = random.nextInt(rows);
      SamplingParams params = params(random, vocabulary);
      TokenCounts counts = new TokenCounts(params, new int[0]);
      for (int past = random.nextInt(20); past > 0; past--) {
        counts.append(0);
      }
      TokenMask allowed = mask(random, vocabulary);
      list.add(Draw.of(params, counts.generated(), allowed));
      float[] row = Arrays.copyOfRange(logits, which[i] * vocabulary, (which[i] + 1) * vocabulary);
      expected[i] = sampler.sample(row, params, counts, allowed);
    }
    try (NDManager manager = module.manager().newSubManager()) {
      assertThat(output(manager, logits, rows).draw(which, list)).isEqualTo(expected);
    }
  }

  private static float[] logits(Random random, int rows, int vocabulary) {
    float[] logits = new float[rows * vocabulary];
    for (int row = 0; row < rows; row++) {
      float spread = (float) Math.pow(10, random.nextInt(4) - 1);
      // Some rows with many equal logits, zeros of both signs among them.
      boolean coarse = random.nextBoolean();
      for (int i = row * vocabulary; i < (row + 1) * vocabulary; i++) {
        float value = (float) (random.nextGaussian() * spread);
        logits[i] = coarse ? Math.round(value * 2) / 2f * (random.nextBoolean() ? 1 : -1) : value;
      }
    }
    return logits;
  }

  private static TokenMask mask(Random random, int vocabulary) {
    if (random.nextBoolean()) {
      return TokenMask.ALL;
    }
    BitSet allowed = new BitSet();
    allowed.set(random.nextInt(vocabulary));
    for (int more = random.nextInt(random.nextBoolean() ? 3 : vocabulary + 1); more > 0; more--) {
      allowed.set(random.nextInt(vocabulary));
    }
    return TokenMask.only("forms", allowed, vocabulary);
  }

  private static SamplingParams params(Random random, int vocabulary) {
    return SamplingParams.builder()
        .temperature(0.05 + random.nextDouble() * 2)
        .topK(random.nextBoolean() ? 0 : 1 + random.nextInt(2 * vocabulary))
        .topP(random.nextBoolean() ? 1 : 0.01 + 0.99 * random.nextDouble())
        .minP(random.nextBoolean() ? 0 : random.nextDouble() * 0.3)
        .seed(random.nextLong())
        .build();
  }

  private static PooledOutput output(NDManager manager, float[] logits, int rows) {
    NDArray array = manager.create(FloatBuffer.wrap(logits), new Shape(rows, logits.length / rows));
    return new PooledOutput(module, manager, array, rows);
  }
}
