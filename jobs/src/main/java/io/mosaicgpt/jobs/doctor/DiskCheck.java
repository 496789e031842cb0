package io.mosaicgpt.jobs.doctor;

import io.mosaicgpt.model.checkpoint.FileFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Room for native libraries (home, or the temporary directory for users without one) and for broker
 * and checkpoints (temporary directory).
 */
final class DiskCheck implements Check {
  private static final long LEAST = 1_000_000_000L;

  @Override
  public List<Finding> look() {
    Finding temporary = finding("disk, temporary", Path.of(System.getProperty("java.io.tmpdir")));
    Path home = Path.of(System.getProperty("user.home"));
    return home.isAbsolute() // "?" for a user that the machine does not know
        ? List.of(finding("disk, home", home), temporary)
        : List.of(temporary);
  }

  private static Finding finding(String name, Path directory) {
    try {
      long room = Files.getFileStore(directory).getUsableSpace();
      String detail = "%s free in %s".formatted(Sizes.megabytes(room), directory);
      if (!Files.isWritable(directory)) {
        return Finding.fail(name, directory + " cannot be written", "make it writable");
      }
      return room < LEAST
          ? Finding.warn(name, detail, "free some: natives, broker and checkpoints take about 1 GB")
          : Finding.ok(name, detail);
    } catch (IOException e) {
      return Finding.fail(name, directory + " cannot be used: " + FileFault.of(e), "create it");
    }
  }
}
