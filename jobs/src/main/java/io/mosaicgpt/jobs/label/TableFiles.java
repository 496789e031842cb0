package io.mosaicgpt.jobs.label;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.LocalUri;
import io.mosaicgpt.operators.file.Gzip;
import io.mosaicgpt.operators.file.table.TableKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Finds the files of tables, and tells their kind by their names. */
final class TableFiles {
  /** Endings of names that say what a file holds, for sentences. */
  static final String KINDS = ".jsonl, .csv or .tsv, each also with .gz";

  private TableFiles() {}

  /**
   * Files as named; of directories, with all directories in them, and of globs those of a known
   * kind, in the order of their names. Hidden ones are left out.
   *
   * @throws BadInputException when one cannot be used
   */
  static List<Path> find(List<String> inputs) {
    List<Path> files = new ArrayList<>();
    Set<Path> real = new HashSet<>();
    for (String input : inputs) {
      for (Path file : find(input)) {
        if (!real.add(real(file))) {
          throw new BadInputException(
              "Input %s is named twice, and its rows would be answered twice: name it once."
                  .formatted(file));
        }
        // Its own name says of what kind it is; that of what it links to need not.
        files.add(real(file.getParent()).resolve(file.getFileName()));
      }
    }
    return List.copyOf(files);
  }

  /** What its name says that a file holds; empty when it says nothing. */
  static Optional<TableKind> kind(Path file) {
    return switch (ending(file)) {
      case "jsonl", "ndjson", "json" -> Optional.of(TableKind.JSONL);
      case "csv", "tsv" -> Optional.of(TableKind.CSV);
      default -> Optional.empty();
    };
  }

  /** What stands between the values of a file of its name. */
  static char delimiter(Path file) {
    return ending(file).equals("tsv") ? '\t' : ',';
  }

  /** The name's ending without that of compression, in lower case, such as {@code csv}. */
  static String ending(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String plain = Gzip.isNameOf(name) ? name.substring(0, name.length() - 3) : name;
    return plain.substring(plain.lastIndexOf('.') + 1);
  }

  private static List<Path> find(String input) {
    if (input.isBlank()) {
      throw new BadInputException("--input is blank: name a file, a directory or a glob.");
    }
    Path path;
    try {
      path = Path.of(input).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new BadInputException("--input is '%s', which is no path.".formatted(input), e);
    }
    if (Files.isDirectory(path)) {
      List<Path> files = below(path, file -> true);
      if (files.isEmpty()) {
        throw new BadInputException(
            "Directory %s has no tables: it needs a file that ends in %s.".formatted(path, KINDS));
      }
      return files;
    }
    if (Files.exists(path)) {
      return List.of(named(path));
    }
    if (input.matches(".*[*?\\[{].*")) {
      return matching(path);
    }
    throw new BadInputException(
        "There is no input %s: name a file, a directory or a glob.".formatted(path));
  }

  private static Path named(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "Input %s is neither a file nor a directory: name what is.".formatted(file));
    }
    if (!Files.isReadable(file)) {
      throw new BadInputException(
          "Input %s cannot be read: give this user the right to, or name another.".formatted(file));
    }
    if (kind(file).isEmpty()) {
      throw new BadInputException(
          "Input %s is of no known kind: name a file that ends in %s.".formatted(file, KINDS));
    }
    return file;
  }

  /** Whether an input that can be used finds a file, once it is there. */
  static boolean finds(String input, Path file) {
    Path path = Path.of(input).toAbsolutePath().normalize();
    Path real = path;
    try {
      real = path.toRealPath();
      if (Files.exists(file) && file.toRealPath().equals(real)) {
        return true;
      }
    } catch (IOException e) { // a glob
    }
    if (kind(file).isEmpty()) {
      return false;
    }
    if (Files.isDirectory(path)) {
      Path directory = file.startsWith(real) ? real : path;
      return file.startsWith(directory) && isVisible(directory, file);
    }
    if (Files.exists(path)) {
      return false;
    }
    return isMatched(path, root(path), file);
  }

  /** Also by way of a link that the glob begins with. */
  private static boolean isMatched(Path glob, Path root, Path file) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    if (matcher.matches(file)) {
      return isVisible(root, file);
    }
    try {
      Path real = root.toRealPath();
      Path linked = root.resolve(real.relativize(file));
      return file.startsWith(real) && matcher.matches(linked) && isVisible(root, linked);
    } catch (IOException e) { // no such directory, and so no file of it
      return false;
    }
  }

  /** The directory that all files of a glob are below. */
  private static Path root(Path glob) {
    Path root = glob;
    while (root.toString().matches(".*[*?\\[{].*")) {
      root = root.getParent();
    }
    return root;
  }

  private static List<Path> matching(Path glob) {
    Path root = root(glob);
    List<Path> files = List.of();
    if (Files.isDirectory(root)) {
      try {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        files = below(root, matcher);
      } catch (PatternSyntaxException e) {
        throw new BadInputException(
            "--input is '%s', which is no glob: %s.".formatted(glob, e.getDescription()), e);
      }
    }
    if (files.isEmpty()) {
      throw new BadInputException(
          "No file matches the input %s: name others, which end in %s.".formatted(glob, KINDS));
    }
    return files;
  }

  private static List<Path> below(Path directory, PathMatcher matcher) {
    try {
      return walked(directory, matcher);
    } catch (IOException | UncheckedIOException e) {
      throw new BadInputException(
          "Directory %s cannot be read: give this user the right to, or name another."
              .formatted(directory),
          e);
    }
  }

  private static List<Path> walked(Path directory, PathMatcher matcher) throws IOException {
    Path real = directory.toRealPath(); // a link where it begins would not be followed
    try (Stream<Path> all = Files.walk(real)) {
      return all.map(file -> directory.resolve(real.relativize(file)))
          .filter(file -> isVisible(directory, file) && matcher.matches(file))
          .filter(file -> kind(file).isPresent() && Files.isRegularFile(file))
          .sorted()
          .map(TableFiles::named)
          .toList();
    }
  }

  private static boolean isVisible(Path directory, Path file) {
    for (Path name : directory.relativize(file)) {
      if (name.toString().startsWith(".") || name.toString().startsWith("_")) {
        return false;
      }
    }
    return true;
  }

  private static Path real(Path file) {
    try {
      Path real = file.toRealPath();
      LocalUri.of(real);
      return real;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
