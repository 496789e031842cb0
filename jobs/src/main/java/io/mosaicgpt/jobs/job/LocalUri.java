package io.mosaicgpt.jobs.job;

import io.mosaicgpt.jobs.BadInputException;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Paths of this machine as Flink writes them: {@code file://} and the path as it is. Flink escapes
 * nothing and decodes nothing, so {@code %20} is three characters of a name, unlike in {@link
 * Path#toUri()}.
 */
public final class LocalUri {
  private static final String SCHEME = "file:";

  private LocalUri() {}

  /**
   * The path that a user's or Flink's text names, absolute; empty when it names another file
   * system.
   *
   * @param text a path or {@code file:} and a path
   * @throws BadInputException when no file can have this name
   */
  public static Optional<Path> path(String text) {
    if (!text.startsWith(SCHEME)) {
      return text.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")
          ? Optional.empty()
          : Optional.of(absolute(text));
    }
    String path = text.substring(SCHEME.length());
    if (path.matches("//[^/].*")) {
      throw new BadInputException(
          "'%s' names a machine, not a path of this one: write file://%s or %s."
              .formatted(text, path.substring(1), path.substring(1)));
    }
    return Optional.of(absolute(path));
  }

  private static Path absolute(String path) {
    try {
      return Path.of(path).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new BadInputException(
          "'%s' cannot be the name of a file here (%s): name another, or set LC_ALL=C.UTF-8."
              .formatted(path, e.getReason()),
          e);
    }
  }

  /**
   * A path for Flink.
   *
   * @throws BadInputException when Flink would go to another place
   */
  public static String of(Path path) {
    String text = path.toAbsolutePath().normalize().toString().replace(File.separatorChar, '/');
    if (text.indexOf('\\') >= 0 || !text.equals(text.strip())) {
      throw new BadInputException(
          "Flink cannot find '%s': its name has a backslash, or ends in a blank.".formatted(path));
    }
    return SCHEME + (text.startsWith("/") ? "//" : "///") + text;
  }
}
