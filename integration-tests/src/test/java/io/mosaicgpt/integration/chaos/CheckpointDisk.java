package io.mosaicgpt.integration.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The disk under the checkpoints: a small one in memory where this process may mount one, else the
 * disk of the run, which cannot be filled.
 */
final class CheckpointDisk implements AutoCloseable {
  private static final String SIZE = "16m";
  private static final int CHUNK = 4096;

  private final Path directory;
  private final boolean mounted;

  private CheckpointDisk(Path directory, boolean mounted) {
    this.directory = directory;
    this.mounted = mounted;
  }

  /** A disk at a directory. */
  static CheckpointDisk at(Path directory) {
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", directory.toString());
    return new CheckpointDisk(directory, mounted);
  }

  private static boolean run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.onExit().join().exitValue() == 0;
    } catch (IOException e) {
      return false; // No such command here.
    }
  }

  Path directory() {
    return directory;
  }

  /** Whether it may be filled without harm to others. */
  boolean canBeFilled() {
    return mounted;
  }

  /** Fills it to the last byte. */
  void fill() throws IOException {
    if (!mounted) {
      throw new IllegalStateException("The disk of " + directory + " belongs to others, too");
    }
    try (OutputStream out = Files.newOutputStream(filler())) {
      while (true) {
        out.write(new byte[CHUNK]);
      }
    } catch (IOException e) {
      if (Files.getFileStore(directory).getUsableSpace() >= CHUNK) {
        throw e;
      }
    }
  }

  /** Makes room again. */
  void clear() throws IOException {
    Files.delete(filler());
  }

  private Path filler() {
    return directory.resolve("filler");
  }

  @Override
  public void close() throws IOException {
    if (mounted && !run("umount", directory.toString())) {
      throw new IOException("A disk stays mounted at " + directory);
    }
  }
}
