package io.mosaicgpt.jobs.preflight;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.FileEnds;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.LocalUri;
import io.mosaicgpt.jobs.job.RestorePoint;
import io.mosaicgpt.operators.file.ResultFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Looks at input files and the output directory, which is made. */
public final class FileStartChecks implements StartChecks<FileEnds> {
  private final JobConfig<FileEnds> config;

  /** Checks of a job. */
  public FileStartChecks(JobConfig<FileEnds> config) {
    this.config = requireNonNull(config, "config is null");
  }

  @Override
  public CheckedJob<FileEnds> check() {
    List<Path> inputs = config.ends().inputs();
    Path output = config.ends().output();
    try {
      InputFiles.require(inputs);
      for (Path input : inputs) {
        requireOutside(input, output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    make(output);
    return new CheckedJob<>(config, Optional.empty());
  }

  private static void requireOutside(Path input, Path output) throws IOException {
    if (Files.isDirectory(input) && real(output).startsWith(input.toRealPath())) {
      throw new BadInputException(
          "Output directory %s is inside input %s, which would then have results among its events: name another output directory."
              .formatted(output, input));
    }
  }

  /** Where a directory will be that may not be there yet. */
  private static Path real(Path path) throws IOException {
    return Files.exists(path) || path.getParent() == null
        ? path.toRealPath()
        : real(path.getParent()).resolve(path.getFileName());
  }

  private static void make(Path output) {
    LocalUri.of(output);
    try {
      // Of a link, createDirectories says that it is there and no directory.
      if (!Files.isDirectory(output)) {
        Files.createDirectories(output);
      }
    } catch (IOException e) {
      throw new BadInputException(
          "Output directory %s cannot be made: name another one.".formatted(output), e);
    }
    if (!Files.isWritable(output)) {
      throw new BadInputException(
          "Output directory %s cannot be written to: give this user the right to, or name another one."
              .formatted(output));
    }
  }

  /** A job without state answers every event, so results that are there would be there twice. */
  @Override
  public void checkAgain(RestorePoint begin) {
    if (begin.isNone()) {
      requireNoResults(config.ends().output());
    }
  }

  private static void requireNoResults(Path output) {
    try (DirectoryStream<Path> results = Files.newDirectoryStream(output, ResultFiles.GLOB)) {
      Iterator<Path> result = results.iterator();
      if (result.hasNext()) {
        throw new BadInputException(
            "Output directory %s has results already, %s for one: name another one, or move them away."
                .formatted(output, result.next().getFileName()));
      }
    } catch (IOException e) {
      throw new BadInputException(
          "Output directory %s cannot be read: give this user the right to, or name another one."
              .formatted(output),
          e);
    }
  }
}
