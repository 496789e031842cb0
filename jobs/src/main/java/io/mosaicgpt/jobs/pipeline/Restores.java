package io.mosaicgpt.jobs.pipeline;

import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/** Finds the checkpoint that a job goes on from. */
public final class Restores {
  /** The newest checkpoint, if there is one. */
  public static final String AUTO = "auto";

  /** No checkpoint. */
  public static final String NONE = "none";

  private Restores() {}

  /**
   * The newest complete checkpoint of any earlier job below a local directory ({@code
   * dir/job/chk-n}).
   *
   * @param checkpointDir a path or {@code file:} URI; other file systems are not looked at
   * @throws BadInputException when a job's directory may not be looked into
   */
  public static Optional<Path> newest(String checkpointDir) throws IOException {
    Optional<Path> local = LocalUri.path(checkpointDir);
    if (local.isEmpty() || !Files.isDirectory(local.get())) {
      return Optional.empty();
    }
    return CheckpointVisitor.checkpoints(local.get()).stream()
        .max(Comparator.comparing(Restores::age));
  }

  private static long age(Path checkpoint) {
    return checkpoint.resolve(CheckpointVisitor.METADATA).toFile().lastModified();
  }
}
