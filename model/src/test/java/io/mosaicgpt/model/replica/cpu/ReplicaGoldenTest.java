package io.mosaicgpt.model.replica.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.Checkpoints;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.replica.cpu.Sequences.Piece;
import io.mosaicgpt.model.replica.module.ModuleSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The replica computes what the original modelling code computed. */
public class ReplicaGoldenTest {
  /**
   * The reference is within 1e-5 of a float64 computation, and every wrong variant of the model
   * that was tried moves some logit by more than 1.5e-4.
   */
  private static final double TOLERANCE = 5e-5;

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void aWholeSequenceGivesTheReferencesLogits(String name) throws IOException {
    GoldenCase golden = new GoldenCase(name);
    try (CpuReplica replica = load(golden)) {
      for (GoldenCase.Text text : golden.texts()) {
        assertClose(
            new Sequences(replica).feed(0, text.sequence(), Integer.MAX_VALUE), text.logits());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void tokenByTokenGivesTheReferencesLogits(String name) throws IOException {
    GoldenCase golden = new GoldenCase(name);
    try (CpuReplica replica = load(golden)) {
      for (GoldenCase.Text text : golden.texts()) {
        assertClose(new Sequences(replica).feed(1, text.sequence(), 1), text.logits());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void chunksGiveTheReferencesLogits(String name) throws IOException {
    GoldenCase golden = new GoldenCase(name);
    try (CpuReplica replica = load(golden)) {
      for (GoldenCase.Text text : golden.texts()) {
        assertClose(new Sequences(replica).feed(2, text.sequence(), 7, 1, 30, 3), text.logits());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void prefillAndDecodeInOneStepGiveTheReferencesLogits(String name) throws IOException {
    GoldenCase golden = new GoldenCase(name);
    try (CpuReplica replica = load(golden)) {
      List<GoldenCase.Text> texts = golden.texts();
      int[] done = new int[texts.size()];
      for (int step = 0; !finished(texts, done); step++) {
        List<Integer> running = new ArrayList<>();
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
          int[] sequence = texts.get(i).sequence();
          // Text i starts at step i; odd ones in chunks of five, even ones token by token.
          int end = Math.min(sequence.length, done[i] + (i % 2 == 0 ? 1 : 5));
          if (step >= i && done[i] < sequence.length) {
            pieces.add(Piece.of(i, sequence, done[i], end));
            running.add(i);
          }
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
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void greedyDecodingGivesTheReferencesTokens(String name) throws IOException {
    GoldenCase golden = new GoldenCase(name);
    try (CpuReplica replica = load(golden)) {
      for (GoldenCase.Text text : golden.texts()) {
        int[] input = text.prompt();
        int position = 0;
        List<Integer> generated = new ArrayList<>();
        while (generated.size() < text.generated().length) {
          replica.reserve(3, position + input.length);
          int[] last = {input.length - 1};
          StepBatch batch =
              new StepBatch(
                  input, new int[] {3}, new int[] {position}, new int[] {input.length}, last);
          position += input.length;
          input = replica.forward(batch).greedy();
          generated.add(input[0]);
        }
        assertThat(generated.stream().mapToInt(i -> i).toArray()).isEqualTo(text.generated());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void bothWeightFormatsGiveTheSameLogits(String name, @TempDir Path directory) throws IOException {
    GoldenCase golden = new GoldenCase(name);
    for (String file : List.of("config.json", "pytorch_model.bin")) {
      Files.copy(golden.directory().resolve(file), directory.resolve(file));
    }
    try (CpuReplica fromSafetensors = load(golden.directory(), ElementType.FLOAT32);
        CpuReplica fromPickle = load(directory, ElementType.FLOAT32)) {
      int[] sequence = golden.texts().get(3).sequence();
      assertThat(new Sequences(fromPickle).feed(0, sequence, sequence.length))
          .isDeepEqualTo(new Sequences(fromSafetensors).feed(0, sequence, sequence.length));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void theTextForOtherDevicesGivesTheReferencesLogits(String name) throws IOException {
    GoldenCase golden = new GoldenCase(name);
    try (CpuReplica replica =
        load(golden.directory(), ElementType.FLOAT32, ModuleSource.portable())) {
      for (GoldenCase.Text text : golden.texts()) {
        assertClose(new Sequences(replica).feed(0, text.sequence(), 40, 1, 7), text.logits());
      }
    }
  }

  /**
   * bfloat16 keeps eight bits of every weight, and where the processor computes in it of every
   * activation, which moves these models' logits by about 1 % of their spread, and int8, with one
   * scale for each row, by about 3 %. The likeliest id changes where the two largest logits are
   * closer than that.
   */
  @ParameterizedTest
  @CsvSource({
    "BFLOAT16, tiny, 0.015, 0.97",
    "BFLOAT16, noqkln, 0.015, 0.97",
    "BFLOAT16, clip, 0.015, 0.97",
    "BFLOAT16, biased, 0.015, 0.97",
    "BFLOAT16, learnedpos, 0.015, 0.97",
    "INT8, tiny, 0.04, 0.93",
    "INT8, noqkln, 0.04, 0.93",
    "INT8, clip, 0.04, 0.93",
    "INT8, biased, 0.04, 0.93",
    "INT8, learnedpos, 0.04, 0.93"
  })
  void fewerBitsStayCloseToTheReference(
      ElementType type, String name, double mostError, double leastEqual) throws IOException {
    GoldenCase golden = new GoldenCase(name);
    try (CpuReplica replica = load(golden.directory(), type)) {
      double error = 0;
      double spread = 0;
      int likeliest = 0;
      int tokens = 0;
      for (GoldenCase.Text text : golden.texts()) {
        float[][] logits = new Sequences(replica).feed(0, text.sequence(), 31, 1);
        for (int t = 0; t < logits.length; t++) {
          for (int id = 0; id < logits[t].length; id++) {
            error += Math.pow(logits[t][id] - text.logits()[t][id], 2);
            spread += Math.pow(text.logits()[t][id], 2);
          }
          likeliest += argmax(logits[t]) == argmax(text.logits()[t]) ? 1 : 0;
          tokens++;
        }
      }
      assertThat(Math.sqrt(error / spread)).as("error over spread").isLessThan(mostError);
      assertThat(likeliest / (double) tokens).as("share of equal ids").isGreaterThan(leastEqual);
    }
  }

  private static int argmax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static boolean finished(List<GoldenCase.Text> texts, int[] done) {
    for (int i = 0; i < done.length; i++) {
      if (done[i] < texts.get(i).sequence().length) {
        return false;
      }
    }
    return true;
  }

  private static CpuReplica load(GoldenCase golden) throws IOException {
    return load(golden.directory(), ElementType.FLOAT32);
  }

  private static CpuReplica load(Path directory, ElementType type) throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(directory)) {
      return CpuReplica.load(checkpoint, options(checkpoint, type), ProgressListener.NONE);
    }
  }

  private static CpuReplica load(Path directory, ElementType type, ModuleSource source)
      throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(directory)) {
      return CpuReplica.load(checkpoint, options(checkpoint, type), ProgressListener.NONE, source);
    }
  }

  private static ReplicaOptions options(Checkpoint checkpoint, ElementType type) {
    int longest = checkpoint.config().maxSeqLen();
    return new ReplicaOptions(type, ReplicaDevice.CPU, 5, longest, checkpoint.config().vocabSize());
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
