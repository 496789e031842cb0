package io.mosaicgpt.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/**
 * A zip archive as the library opens it: the library makes an object of every entry before anybody
 * can count them, so a directory of a million entries has to end while it is being read.
 */
final class DirectoryLimit implements SeekableByteChannel {
  /** A checkpoint of a hundred thousand storages has a directory of 10 MB. */
  private static final long MAX_DIRECTORY_BYTES = 16 << 20;

  private final Path file;
  private final SeekableByteChannel archive;
  private long left = MAX_DIRECTORY_BYTES;

  /**
   * @param file for the message
   */
  DirectoryLimit(Path file, SeekableByteChannel archive) {
    this.file = requireNonNull(file, "file is null");
    this.archive = requireNonNull(archive, "archive is null");
  }

  /** From here on entries are read, whose readers have bounds of their own. */
  void lift() {
    left = Long.MAX_VALUE;
  }

  @Override
  public int read(ByteBuffer destination) throws IOException {
    left -= destination.remaining();
    if (left < 0) {
      throw new CheckpointException(
          "%s has a zip directory of more than %d bytes; check that it is the right file."
              .formatted(file, MAX_DIRECTORY_BYTES));
    }
    return archive.read(destination);
  }

  @Override
  public long position() throws IOException {
    return archive.position();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    archive.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return archive.size();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new UnsupportedOperationException("archives are read only");
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new UnsupportedOperationException("archives are read only");
  }

  @Override
  public boolean isOpen() {
    return archive.isOpen();
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
