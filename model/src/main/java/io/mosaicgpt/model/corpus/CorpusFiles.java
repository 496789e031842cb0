package io.mosaicgpt.model.corpus;

import io.mosaicgpt.model.checkpoint.FileFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds the files of a corpus and tells their kind by their names. */
final class CorpusFiles {
  static final String GZIP = ".gz";
  private static final String KINDS = ".jsonl, .txt or .csv, each also with .gz";

  private CorpusFiles() {}

  /**
   * Files as named, and of directories, with all directories in them, those of a known kind in the
   * order of their names. Hidden ones are left out.
   *
   * @throws CorpusException when one cannot be used, or a directory has none
   */
  static List<Path> find(List<Path> paths) {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(inDirectory(path));
      } else {
        files.add(named(path));
      }
    }
    return files;
  }

  /** The name's ending without that of compression, in lower case, such as {@code jsonl}. */
  static String kind(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String plain = isCompressed(file) ? name.substring(0, name.length() - GZIP.length()) : name;
    return plain.substring(plain.lastIndexOf('.') + 1);
  }

  static boolean isCompressed(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(GZIP);
  }

  private static Path named(Path file) {
    if (!Files.exists(file)) {
      throw new CorpusException("The data %s does not exist: check the path.".formatted(file));
    }
    if (!isKnown(file)) {
      throw new CorpusException(
          "The data %s is of no known kind: give a file that ends in %s, or a directory."
              .formatted(file, KINDS));
    }
    return file;
  }

  private static List<Path> inDirectory(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> files =
          all.filter(file -> isKnown(file) && isVisible(directory, file)).sorted().toList();
      if (files.isEmpty()) {
        throw new CorpusException(
            "The directory %s has no data: it needs a file that ends in %s."
                .formatted(directory, KINDS));
      }
      return files;
    } catch (IOException e) {
      throw unreadable(directory, e);
    } catch (UncheckedIOException e) {
      throw unreadable(directory, e.getCause());
    }
  }

  private static boolean isKnown(Path file) {
    return List.of("jsonl", "txt", "csv").contains(kind(file)) && Files.isRegularFile(file);
  }

  private static boolean isVisible(Path directory, Path file) {
    for (Path name : directory.relativize(file)) {
      if (name.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  static CorpusException unreadable(Path file, IOException e) {
    String why = FileFault.of(e).replace(file + ": ", "");
    return new CorpusException(
        "The data %s cannot be read (%s): check the file.".formatted(file, why), e);
  }
}
