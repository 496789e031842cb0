package io.mosaicgpt.model.training.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.GenerationConfig;
import io.mosaicgpt.model.checkpoint.OnDisk;
import io.mosaicgpt.model.checkpoint.OutputDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory that a run writes a model to. Until that is there, {@code training/} in it holds
 * the run: its states, its metrics, and a file that says that it is one.
 */
public final class RunDirectory {
  /** What says, when all is written, how the model came about. */
  public static final String RECORD = "training.json";

  /** The same to read. */
  public static final String PAGE = "report.html";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRAINING = "training";
  private static final String MARK = "run.json";
  private static final String EXPORT = "export";
  private static final String STATE = "step-";

  /** The weights come last: without them it is no model. */
  private static final List<String> MODEL_FILES =
      List.of("config.json", "tokenizer.json", GenerationConfig.FILE_NAME, "model.safetensors");

  private final Path path;
  private final boolean resumed;
  private final OutputDirectory made;

  private RunDirectory(Path path, boolean resumed, OutputDirectory made) {
    this.path = requireNonNull(path, "path is null");
    this.resumed = resumed;
    this.made = made;
  }

  /**
   * Takes a directory for a run.
   *
   * @param resume whether a run that is in it is gone on with
   * @throws CheckpointException when the directory is somebody else's, or holds a run that is not
   *     to be resumed or is complete
   */
  public static RunDirectory prepare(Path path, boolean resume) throws IOException {
    if (!isRun(path.resolve(TRAINING))) {
      return new RunDirectory(path, false, OutputDirectory.prepare(path));
    }
    if (Files.exists(path.resolve(RECORD))) {
      throw new CheckpointException(
          "The run in %s is complete; give another directory.".formatted(path));
    }
    if (!resume) {
      throw new CheckpointException(
          ("The directory %s holds a run that is not complete; go on with it with --resume, or give"
                  + " another directory.")
              .formatted(path));
    }
    return new RunDirectory(path, true, null);
  }

  /** One that was killed while it began is empty. */
  private static boolean isRun(Path training) throws IOException {
    if (!Files.isDirectory(training)) {
      return false;
    }
    try (Stream<Path> children = Files.list(training)) {
      return Files.exists(training.resolve(MARK)) || children.findAny().isEmpty();
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Whether it holds a run already. */
  public boolean resumed() {
    return resumed;
  }

  /** Takes the directory away again, if it was made here and nothing is in it. */
  public void discard() throws IOException {
    if (made != null && !Files.exists(training())) {
      made.discard();
    }
  }

  /** Where the states are. */
  Path training() {
    return path.resolve(TRAINING);
  }

  Path metrics() {
    return training().resolve(MetricsFile.NAME);
  }

  /** Marks it as a run. */
  void begin() throws IOException {
    Files.createDirectories(training());
    Path mark = training().resolve(MARK);
    if (!Files.exists(mark)) {
      Files.writeString(mark, "{\"format\": 1}\n");
    }
  }

  /** A directory that does not exist, for the model's files. */
  Path exported() throws IOException {
    Path export = training().resolve(EXPORT);
    delete(export);
    return export;
  }

  /**
   * Puts the files of a model where they belong. A temperature goes first: one that is there is of
   * an earlier attempt, and whoever reads it with these weights is to find none.
   */
  void publish(Path export) throws IOException {
    Files.deleteIfExists(path.resolve(Calibration.FILE_NAME));
    for (String file : MODEL_FILES) {
      if (Files.exists(export.resolve(file))) {
        OnDisk.force(export.resolve(file));
        Files.move(
            export.resolve(file),
            path.resolve(file),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    delete(export);
  }

  /**
   * Writes how the model came about, and takes the states away, which are several times the size of
   * the model. All that is written is on disk before: without the states nothing could be made
   * again.
   */
  void complete(Object record, String page) throws IOException {
    Files.writeString(path.resolve(PAGE), page);
    OnDisk.force(path.resolve(PAGE));
    Path calibration = path.resolve(Calibration.FILE_NAME);
    if (Files.exists(calibration)) {
      OnDisk.force(calibration);
    }
    OnDisk.forceNames(path);
    Path incomplete = training().resolve(RECORD);
    Files.write(incomplete, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(record));
    OnDisk.force(incomplete);
    Files.move(incomplete, path.resolve(RECORD), StandardCopyOption.ATOMIC_MOVE);
    OnDisk.forceNames(path);
    try (Stream<Path> children = Files.list(training())) {
      for (Path child : children.toList()) {
        if (child.getFileName().toString().startsWith(STATE)) {
          delete(child);
        }
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (Stream<Path> files = Files.walk(tree)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
