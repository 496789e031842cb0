package io.mosaicgpt.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.replica.cpu.CpuReplica;
import io.mosaicgpt.model.replica.cpu.GoldenCase;
import io.mosaicgpt.model.replica.cpu.Sequences;
import io.mosaicgpt.model.training.data.TrainingRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is trained is the model that is served. */
class TrainingForwardTest {
  /** Every wrong variant of the model that was tried moves some logit by more than 1.5e-4. */
  private static final double TOLERANCE = 5e-5;

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void logitsAreTheEnginesAndTheReferences(String name) throws IOException {
    GoldenCase golden = new GoldenCase(name);
    try (Checkpoint checkpoint = Fixtures.golden(name);
        CpuReplica replica = replica(checkpoint);
        Trainer trainer = Fixtures.trainer(name, TrainingOptions.builder().build())) {
      for (GoldenCase.Text text : golden.texts()) {
        float[][] logits = logits(trainer, text.sequence());
        assertClose(logits, text.logits());
        assertClose(logits, new Sequences(replica).feed(0, text.sequence(), Integer.MAX_VALUE));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void aRowDoesNotSeeWhatItIsBatchedWith(String name) throws IOException {
    try (Trainer trainer = Fixtures.trainer(name, TrainingOptions.builder().build())) {
      List<TrainingRecord> rows = Fixtures.rows(1, 5, 256);
      double together = 0;
      int tokens = 0;
      for (TrainingRecord row : rows) {
        int scored = MicroBatch.cut(List.of(row), 1).get(0).scored().length;
        together += trainer.evaluate(List.of(row), false) * scored;
        tokens += scored;
      }
      assertThat(Math.abs(trainer.evaluate(rows, false) - together / tokens)).isLessThan(1e-5);
    }
  }

  private static CpuReplica replica(Checkpoint checkpoint) throws IOException {
    ReplicaOptions options =
        new ReplicaOptions(
            ElementType.FLOAT32,
            ReplicaDevice.CPU,
            1,
            checkpoint.config().maxSeqLen(),
            checkpoint.config().usableVocabSize());
    return CpuReplica.load(checkpoint, options, ProgressListener.NONE);
  }

  /** After every token. */
  static float[][] logits(Trainer trainer, int[] tokens) {
    // The last token is only predicted: one more makes it read.
    int[] more = Arrays.copyOf(tokens, tokens.length + 1);
    MicroBatch batch = MicroBatch.cut(List.of(Fixtures.whole(more)), 1).get(0);
    float[] logits = trainer.module().logits(batch, false);
    int vocab = logits.length / tokens.length;
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < tokens.length; i++) {
      rows.add(Arrays.copyOfRange(logits, i * vocab, (i + 1) * vocab));
    }
    return rows.toArray(float[][]::new);
  }

  private static void assertClose(float[][] actual, float[][] expected) {
    assertThat(actual).hasDimensions(expected.length, expected[0].length);
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        largest = Math.max(largest, Math.abs(actual[i][j] - expected[i][j]));
      }
    }
    assertThat(largest).as("largest difference of a logit").isLessThan(TOLERANCE);
  }
}
