package io.mosaicgpt.model.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says what a file system refused: the message of most of its exceptions is the bare path. */
public final class FileFault {
  private FileFault() {}

  /** The path, where the exception has one, and the reason; without a full stop. */
  public static String of(IOException e) {
    if (e instanceof FileSystemException refused && refused.getFile() != null) {
      return refused.getFile() + ": " + reason(refused);
    }
    if (e instanceof EOFException) {
      return "it ends too early";
    }
    return e.getMessage() == null || e.getMessage().isBlank()
        ? e.getClass().getSimpleName()
        : e.getMessage();
  }

  private static String reason(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file or directory";
    } else if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof FileAlreadyExistsException) {
      return "it exists already and is not what is needed";
    } else if (e instanceof NotDirectoryException) {
      return "it is no directory";
    } else if (e instanceof DirectoryNotEmptyException) {
      return "the directory is not empty";
    }
    return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }
}
