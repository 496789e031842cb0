package io.mosaicgpt.jobs.process;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The directory for logs and checkpoints of local runs.
 *
 * @param directory absolute
 * @param temporary whether it is the machine's temporary directory, for want of a home
 */
public record Home(Path directory, boolean temporary) {
  /** Names another directory. */
  public static final String VARIABLE = "MOSAICGPT_HOME";

  private static final String NAME = ".mosaicgpt";
  private static final String USER = "unix:uid";
  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rwx------");

  public Home {
    requireNonNull(directory, "directory is null");
  }

  /**
   * {@code MOSAICGPT_HOME} if set; otherwise below the home of the user, which is that of the user
   * database or else {@code HOME}. Containers run under user numbers that have neither: those get a
   * directory of their own in the temporary one.
   *
   * @throws BadInputException when there is no place that this user may write to
   */
  public static Home find(Map<String, String> environment, Properties system) {
    String given = environment.getOrDefault(VARIABLE, "");
    if (!given.isBlank()) {
      return new Home(Path.of(given).toAbsolutePath().normalize(), false);
    }
    List<String> homes =
        List.of(system.getProperty("user.home", ""), environment.getOrDefault("HOME", ""));
    for (String home : homes) {
      // Java's user.home is "?" for a user that the machine does not know.
      Path directory = Path.of(home).resolve(NAME);
      if (directory.isAbsolute() && canBeWritten(directory)) {
        return new Home(directory, false);
      }
    }
    return new Home(inTemporary(Path.of(system.getProperty("java.io.tmpdir"))), true);
  }

  private static boolean canBeWritten(Path directory) {
    Path existing = directory;
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    return Files.isDirectory(existing) && Files.isWritable(existing);
  }

  /** Others may make a directory there first, but what is restored from it is trusted. */
  private static Path inTemporary(Path temporary) {
    Path directory = temporary;
    try {
      Path probe = Files.createTempFile(temporary, "mosaicgpt-", "");
      Object user = Files.getAttribute(probe, USER);
      Files.delete(probe);
      directory = temporary.resolve("mosaicgpt-" + user);
      if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
      }
      if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
          && Files.getAttribute(directory, USER, LinkOption.NOFOLLOW_LINKS).equals(user)) {
        return directory;
      }
      throw new BadInputException(
          "%s belongs to somebody else: set %s to a directory of your own."
              .formatted(directory, VARIABLE));
    } catch (IOException | UnsupportedOperationException e) {
      throw new BadInputException(
          "This user has no home, and nothing can be written to %s: set %s to a directory for logs and checkpoints."
              .formatted(directory, VARIABLE),
          e);
    }
  }
}
