package io.mosaicgpt.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.util.FileUtils;

/** A directory that goes away with its owner, even when the process is told to stop. */
public final class TemporaryDirectory implements AutoCloseable {
  private final Path path;
  private final Thread hook;

  private TemporaryDirectory(Path path) {
    this.path = path;
    this.hook = new Thread(this::delete, "delete " + path);
  }

  /** Makes one below the temporary directory of this machine. */
  public static TemporaryDirectory create(String prefix) throws IOException {
    TemporaryDirectory directory = new TemporaryDirectory(Files.createTempDirectory(prefix));
    Runtime.getRuntime().addShutdownHook(directory.hook);
    return directory;
  }

  public Path path() {
    return path;
  }

  private void delete() {
    try {
      FileUtils.deleteDirectory(path.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(path + " stays behind", e);
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the process is stopping: the hook does it
    }
    delete();
  }
}
