package io.mosaicgpt.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;

/**
 * Bytes of a file on disk. They are read at their position and never mapped into memory: a mapped
 * file that is cut short under its reader kills the whole JVM, a read one is an exception.
 */
final class FileBytes implements WeightBytes {
  private final Path path;
  private final FileChannel channel;
  private final long size;
  private final FileTime modified;

  private FileBytes(Path path, FileChannel channel, long size, FileTime modified) {
    this.path = requireNonNull(path, "path is null");
    this.channel = requireNonNull(channel, "channel is null");
    this.size = size;
    this.modified = requireNonNull(modified, "modified is null");
  }

  static FileBytes open(Path path) throws IOException {
    FileTime modified = Files.getLastModifiedTime(path);
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new FileBytes(path, channel, channel.size(), modified);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(ByteBuffer destination, long position) throws IOException {
    requireUnchanged();
    int count = channel.read(destination, position);
    if (count < 0 && position < size) {
      throw changed();
    }
    return count;
  }

  private void requireUnchanged() throws IOException {
    if (channel.size() != size
        || !Files.exists(path)
        || !Files.getLastModifiedTime(path).equals(modified)) {
      throw changed();
    }
  }

  private CheckpointException changed() {
    return new CheckpointException(
        "%s was changed while it was being read; wait until it is complete and start again."
            .formatted(path));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
