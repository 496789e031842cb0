package io.mosaicgpt.jobs.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A broker's data directory below the temporary directory. */
final class BrokerDirectory {
  private BrokerDirectory() {}

  static Path create() {
    try {
      return Files.createTempDirectory("mosaicgpt-broker-");
    } catch (IOException e) {
      throw new UncheckedIOException("No directory for the broker's data could be made", e);
    }
  }

  /** Deletes the directory; files that a closing broker removes meanwhile do not matter. */
  static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // gone already
    } catch (IOException e) {
      throw new UncheckedIOException("The broker's data in " + directory + " stays behind", e);
    }
  }
}
