package io.mosaicgpt.jobs.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A directory that goes away with its owner, even when the process is told to stop. What a killed
 * process left is deleted when another one makes its first: a lock, which the system takes back
 * from the dead, tells who lives.
 */
public final class TemporaryDirectory implements AutoCloseable {
  static final String LOCK = "mosaicgpt.lock";

  private final Path path;
  private final FileChannel lock;
  private final ExitStack.Entry exit;
  private boolean deleted;

  private TemporaryDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
    this.exit = ExitStack.ofProcess().push(this::delete);
  }

  /**
   * Makes one below the temporary directory of this machine.
   *
   * @param purpose becomes part of the name
   */
  public static TemporaryDirectory create(String purpose) throws IOException {
    Leftovers.sweepOnce();
    while (true) {
      Path path = Files.createTempDirectory(Leftovers.PREFIX + purpose + "-");
      FileChannel lock =
          FileChannel.open(
              path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      // Another process that sweeps may have been here between the two; then take another.
      if (lock.tryLock() != null && Files.exists(path.resolve(LOCK))) {
        return new TemporaryDirectory(path, lock);
      }
      lock.close();
    }
  }

  public Path path() {
    return path;
  }

  private synchronized void delete() {
    if (deleted) {
      return;
    }
    deleted = true;
    try {
      lock.close();
      delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " stays behind", e);
    }
  }

  /** Deletes a directory and what is in it; links, not what they lead to. */
  static void delete(Path directory) throws IOException {
    try {
      Files.walkFileTree(directory, new Deletion());
    } catch (NoSuchFileException e) {
      // somebody else deletes it, too
    }
  }

  @Override
  public void close() {
    delete();
    exit.close();
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    /** A closing broker or cluster removes files meanwhile. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
