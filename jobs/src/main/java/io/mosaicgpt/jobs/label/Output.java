package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.operators.file.Gzip;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where results go.
 *
 * @param path absolute
 * @param isDirectory whether it is a directory of files, or one file
 * @param kind what is written
 * @param delimiter of separated values
 */
record Output(Path path, boolean isDirectory, OutputKind kind, char delimiter) {
  private static final List<String> FILES = List.of("jsonl", "ndjson", "csv", "tsv", "json");

  Output {
    requireNonNull(path, "path is null");
    requireNonNull(kind, "kind is null");
  }

  /**
   * The output that a user means: a file if its name ends as such files' do, otherwise a directory.
   *
   * @param format the kind, if it is given; otherwise the name tells
   * @param delimiter that of the input
   * @throws BadInputException when it can be neither
   */
  static Output of(String text, Optional<OutputKind> format, char delimiter) {
    Path path;
    try {
      path = Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new BadInputException("--output is '%s', which is no path.".formatted(text), e);
    }
    if (text.isBlank() || path.getFileName() == null) {
      throw new BadInputException(
          "--output is '%s': name a file that ends in .jsonl or .csv, or a directory."
              .formatted(text));
    }
    if (Gzip.isNameOf(text)) {
      throw new BadInputException(
          "--output is '%s', but outputs are not compressed: leave out .gz.".formatted(text));
    }
    String ending = TableFiles.ending(path);
    boolean directory = Files.isDirectory(path) || text.endsWith("/") || !FILES.contains(ending);
    OutputKind kind = format.orElseGet(() -> byName(ending));
    if (!directory && !fits(kind, ending)) {
      throw new BadInputException(
          "--output is '%s', which is no name for %s: give one that ends in %s."
              .formatted(text, kind.code(), kind.suffix()));
    }
    return new Output(path, directory, kind, ending.equals("tsv") ? '\t' : delimiter);
  }

  /**
   * The same for the results of a batch.
   *
   * @throws BadInputException when it is to hold something else
   */
  Output ofBatch() {
    if (kind != OutputKind.JSONL) {
      throw new BadInputException(
          "The input is a batch, whose results have a form of their own, and --output %s asks for %s: name one that ends in .jsonl."
              .formatted(path, kind.code()));
    }
    return new Output(path, isDirectory, OutputKind.BATCH, delimiter);
  }

  private static OutputKind byName(String ending) {
    return switch (ending) {
      case "csv", "tsv" -> OutputKind.CSV;
      case "json" -> OutputKind.LABEL_STUDIO;
      default -> OutputKind.JSONL;
    };
  }

  private static boolean fits(OutputKind kind, String ending) {
    return switch (kind) {
      case JSONL, BATCH -> ending.equals("jsonl") || ending.equals("ndjson");
      case CSV -> ending.equals("csv") || ending.equals("tsv");
      case LABEL_STUDIO -> ending.equals("json");
    };
  }

  /**
   * Refuses an output that somebody else has made.
   *
   * @throws BadInputException when there is one
   */
  void requireNothingThere() {
    if (isDirectory && Files.isDirectory(path)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          if (!name.equals(Workplace.SUFFIX)) {
            throw new BadInputException(
                "Output directory %s has files already, %s for one: name another one, or move them away."
                    .formatted(path, name));
          }
        }
      } catch (IOException e) {
        throw new BadInputException(
            "Output directory %s cannot be read: give this user the right to, or name another one."
                .formatted(path),
            e);
      }
    } else if (Files.exists(path)) {
      throw new BadInputException(
          "Output %s is there already: name another one, or move it away.".formatted(path));
    }
  }

  /** The files that are written; of a directory the first ones. */
  List<Path> files() {
    Path first = isDirectory ? path.resolve(fileName(0)) : path;
    return kind == OutputKind.BATCH ? List.of(first, errorsOf(first)) : List.of(first);
  }

  /** Name of a file in a directory. */
  String fileName(int number) {
    return "part-%05d%s".formatted(number, kind.suffix());
  }

  /** The file of failed requests beside one of a batch's results. */
  static Path errorsOf(Path results) {
    String name = String.valueOf(results.getFileName());
    int dot = name.lastIndexOf('.');
    String stem = dot < 1 ? name : name.substring(0, dot);
    return results.resolveSibling(stem + ".errors.jsonl");
  }
}
