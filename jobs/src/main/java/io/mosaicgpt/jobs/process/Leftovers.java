package io.mosaicgpt.jobs.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.concurrent.atomic.AtomicBoolean;

/** Temporary directories of processes that were killed. */
final class Leftovers {
  static final String PREFIX = "mosaicgpt-";
  private static final AtomicBoolean SWEPT = new AtomicBoolean();

  private Leftovers() {}

  /**
   * Deletes them, once in a process and before it has a directory of its own: to open a file and to
   * close it drops this process's lock on it.
   */
  static void sweepOnce() {
    if (SWEPT.compareAndSet(false, true)) {
      sweep(Path.of(System.getProperty("java.io.tmpdir")));
    }
  }

  static void sweep(Path parent) {
    try (DirectoryStream<Path> candidates = Files.newDirectoryStream(parent, PREFIX + "*")) {
      UserPrincipal us = ownerOfNewFilesIn(parent);
      for (Path candidate : candidates) {
        sweepOne(candidate, us);
      }
    } catch (IOException e) {
      // Nothing of this process depends on it.
    }
  }

  /** A user without a name has only this: Java calls it "?", and the owner is a number. */
  private static UserPrincipal ownerOfNewFilesIn(Path parent) throws IOException {
    Path probe = Files.createTempFile(parent, PREFIX, ".probe");
    try {
      return Files.getOwner(probe);
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  private static void sweepOne(Path directory, UserPrincipal us) {
    Path file = directory.resolve(TemporaryDirectory.LOCK);
    try {
      if (!isOf(us, directory) || !isOf(us, file)) {
        return;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock != null) {
          TemporaryDirectory.delete(directory);
        }
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Gone meanwhile, not to be deleted, or of this process after all.
    }
  }

  /** In a directory that all users share, anybody could have put a trap there. */
  private static boolean isOf(UserPrincipal us, Path file) throws IOException {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isSymbolicLink(file)
        && Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).equals(us);
  }
}
