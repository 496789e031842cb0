package io.mosaicgpt.jobs.measure.device;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.Checkpoints;
import io.mosaicgpt.model.checkpoint.FileFault;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepOutput;
import io.mosaicgpt.model.replica.Replicas;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Computes reference sequences on a device and compares the logits. */
final class GoldenCheck {
  /**
   * Largest difference of a logit in float32. On the CPU 5e-5 holds; other devices add up in other
   * orders, and every wrong variant of the model that was tried differs by more than 1.5e-4.
   */
  private static final double FLOAT32_TOLERANCE = 1e-4;

  /**
   * Relative error in bfloat16, which keeps eight bits of each weight, and mostly of each
   * activation.
   */
  private static final double BFLOAT16_TOLERANCE = 0.015;

  /** A first chunk, then single tokens, then the rest. */
  private static final int CHUNK = 20;

  private final ReplicaDevice device;

  GoldenCheck(ReplicaDevice device) {
    this.device = device;
  }

  /** Every model below a directory, in both types. */
  List<GoldenFigure> all(Path directory) throws IOException {
    List<Path> models;
    try (Stream<Path> children = Files.list(directory)) {
      models =
          children
              .filter(child -> Files.isRegularFile(child.resolve("golden.json")))
              .sorted()
              .toList();
    } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
      throw new BadInputException(
          "Golden models cannot be read (%s): check the path given with --golden"
              .formatted(FileFault.of(e)),
          e);
    }
    if (models.isEmpty()) {
      throw new BadInputException(
          "%s has no folder with a golden.json: give the folder that holds the golden models"
              .formatted(directory));
    }
    List<GoldenFigure> figures = new ArrayList<>();
    for (ElementType type : List.of(ElementType.FLOAT32, ElementType.BFLOAT16)) {
      for (Path model : models) {
        figures.add(check(model, type));
      }
    }
    return figures;
  }

  private GoldenFigure check(Path directory, ElementType type) throws IOException {
    double largest = 0;
    double error = 0;
    double size = 0;
    int equal = 0;
    int rows = 0;
    try (Checkpoint checkpoint = Checkpoints.open(directory);
        ForwardModel model = load(checkpoint, type)) {
      for (GoldenVectors.Text text : GoldenVectors.of(directory)) {
        float[][] actual = logits(model, text.tokens());
        for (int t = 0; t < actual.length; t++) {
          float[] expected = text.logits()[t];
          for (int id = 0; id < expected.length; id++) {
            double difference = Math.abs(actual[t][id] - expected[id]);
            // A NaN has to be seen.
            largest = difference <= largest ? largest : difference;
            error += difference * difference;
            size += (double) expected[id] * expected[id];
          }
          equal += argmax(actual[t]) == argmax(expected) ? 1 : 0;
          rows++;
        }
      }
    }
    double relative = Math.sqrt(error / size);
    boolean exact = type == ElementType.FLOAT32;
    double tolerance = exact ? FLOAT32_TOLERANCE : BFLOAT16_TOLERANCE;
    return new GoldenFigure(
        directory.getFileName().toString(),
        type.toString(),
        largest,
        relative,
        equal / (double) rows,
        tolerance,
        (exact ? largest : relative) < tolerance);
  }

  private ForwardModel load(Checkpoint checkpoint, ElementType type) throws IOException {
    int longest = checkpoint.config().maxSeqLen();
    int vocabulary = checkpoint.config().vocabSize();
    return Replicas.load(
        checkpoint,
        new ReplicaOptions(type, device, 1, longest, vocabulary),
        ProgressListener.NONE);
  }

  private static float[][] logits(ForwardModel model, int[] tokens) {
    float[][] logits = new float[tokens.length][];
    int chunk = Math.min(CHUNK, tokens.length);
    int singles = Math.min(2 * CHUNK, tokens.length);
    feed(model, tokens, 0, chunk, logits);
    for (int t = chunk; t < singles; t++) {
      feed(model, tokens, t, t + 1, logits);
    }
    if (singles < tokens.length) {
      feed(model, tokens, singles, tokens.length, logits);
    }
    return logits;
  }

  private static void feed(ForwardModel model, int[] tokens, int start, int end, float[][] logits) {
    model.reserve(0, end);
    int[] piece = IntStream.range(start, end).map(t -> tokens[t]).toArray();
    int[] rows = IntStream.range(0, piece.length).toArray();
    StepOutput output =
        model.forward(
            new StepBatch(piece, new int[] {0}, new int[] {start}, new int[] {piece.length}, rows));
    output.expect(rows);
    for (int row : rows) {
      logits[start + row] = output.logits(row);
    }
  }

  private static int argmax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
