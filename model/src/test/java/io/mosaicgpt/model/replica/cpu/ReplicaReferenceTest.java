package io.mosaicgpt.model.replica.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Configurations beyond the golden ones, against a double-precision forward in plain Java. */
class ReplicaReferenceTest {
  private static final int LENGTH = 90;

  static Stream<Arguments> configurations() {
    return Stream.of(
        Arguments.of("the published model in small", config(64, 4, 256, true, 8, true, 0, 0, 1)),
        Arguments.of("three heads", config(48, 3, 192, true, 8, true, 0, 0, 1)),
        Arguments.of("twelve heads, steep slopes", config(96, 12, 384, true, 16, true, 0, 0, 1)),
        Arguments.of("one head", config(32, 1, 128, true, 8, true, 0, 0, 1)),
        Arguments.of("heads of one dimension", config(16, 16, 64, true, 8, true, 0, 0, 1)),
        Arguments.of("a narrow hidden layer", config(64, 4, 80, true, 8, false, 0, 0, 1)),
        Arguments.of("a softmax scale of its own", config(64, 4, 256, true, 8, false, 0, 0.4, 1)),
        Arguments.of("scaled logits", config(64, 4, 256, true, 8, true, 0, 0, 0.125)),
        Arguments.of("clipping without layer norm", config(64, 4, 256, true, 8, false, 0.3, 0, 1)),
        Arguments.of("everything else", config(72, 6, 100, false, 8, true, 0.5, 0.2, 2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("configurations")
  void logitsEqualThoseOfTheReference(String name, ModelConfig config) throws IOException {
    MemoryCheckpoint weights = MemoryCheckpoint.random(config, WeightType.FLOAT32, name.hashCode());
    int[] tokens = new Random(5).ints(LENGTH, 0, config.vocabSize()).toArray();
    double[][] expected = new ReferenceModel(weights).logits(tokens);
    ReplicaOptions options =
        new ReplicaOptions(
            ElementType.FLOAT32, ReplicaDevice.CPU, 1, LENGTH, config.usableVocabSize());
    try (CpuReplica replica = CpuReplica.load(weights, options, ProgressListener.NONE)) {
      float[][] actual = new Sequences(replica).feed(0, tokens, 50, 1, 7);
      assertThat(actual).hasDimensions(LENGTH, config.usableVocabSize());
      double largest = 0;
      for (int t = 0; t < LENGTH; t++) {
        for (int id = 0; id < config.usableVocabSize(); id++) {
          largest = Math.max(largest, Math.abs(actual[t][id] - expected[t][id]));
        }
      }
      assertThat(largest).as("largest difference of a logit").isLessThan(5e-5);
    }
  }

  /** A clip or softmax scale of 0 leaves the configuration without one. */
  private static ModelConfig config(
      int width,
      int heads,
      int hidden,
      boolean alibi,
      double biasMax,
      boolean qkNorm,
      double clip,
      double softmaxScale,
      double logitScale) {
    return new ModelConfig(
        width,
        heads,
        2,
        hidden,
        120,
        110,
        LENGTH,
        alibi,
        biasMax,
        qkNorm,
        clip == 0 ? OptionalDouble.empty() : OptionalDouble.of(clip),
        softmaxScale == 0 ? 1 / Math.sqrt((double) width / heads) : softmaxScale,
        logitScale,
        !alibi,
        false,
        0,
        "random");
  }
}
