package io.mosaicgpt.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * How far the probabilities of a model's labels are to be trusted: {@code calibration.json} of a
 * model directory, which need not be there.
 *
 * <p>It is no part of what {@link Checkpoint#hash} covers. Nothing that is generated or scored
 * depends on it: it says how finished scores are shown. So a generation goes on after a change of
 * it, and models that differ in it alone share an engine.
 *
 * @param labelTemperature what log probabilities of labels are divided by before the softmax over
 *     them: above 1 for a model that is too sure of itself; finite and above 0
 * @param fit how it was found; empty if that is not known
 */
public record Calibration(double labelTemperature, Optional<Fit> fit) {
  /** Name of the file in a model directory. */
  public static final String FILE_NAME = "calibration.json";

  /** Scores are shown as the model gives them. */
  public static final Calibration NONE = new Calibration(1, Optional.empty());

  public Calibration {
    requireNonNull(fit, "fit is null");
    if (!(labelTemperature > 0 && Double.isFinite(labelTemperature))) {
      throw new IllegalArgumentException("the temperature of labels is " + labelTemperature);
    }
  }

  /**
   * What a temperature was fitted on, and what it brought there.
   *
   * @param examples how many, at least 1
   * @param labels that each of them could have had, at least 1
   * @param errorBefore expected calibration error without the temperature, from 0 to 1
   * @param errorAfter the same with it
   */
  public record Fit(int examples, int labels, double errorBefore, double errorAfter) {}

  /**
   * The calibration of a model directory; {@link #NONE} if it has none.
   *
   * @throws CheckpointException when the file cannot be used
   */
  public static Calibration read(Path directory) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    return Files.exists(file) ? CalibrationFile.read(file) : NONE;
  }

  /** The calibration of a model among resources; {@link #NONE} if it has none. */
  static Calibration read(ResourceFolder folder) throws IOException {
    Optional<byte[]> json = folder.find(FILE_NAME);
    return json.isPresent() ? CalibrationFile.of(folder.place(FILE_NAME), json.get()) : NONE;
  }

  /** Writes it into a model directory, in place of the one that is there. */
  public void write(Path directory) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    Path incomplete = directory.resolve(FILE_NAME + WeightFiles.INCOMPLETE_SUFFIX);
    try {
      Files.write(incomplete, CalibrationFile.bytes(this));
      Files.move(incomplete, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(incomplete);
    }
  }
}
