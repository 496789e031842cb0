package io.mosaicgpt.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * One open weight file. Bytes are read at their position and never mapped into memory: a mapped
 * file that is cut short under its reader kills the whole JVM, a read one is an exception.
 */
final class WeightFile implements Closeable {
  private static final int MAX_READ = 8 << 20;

  private final Path path;
  private final FileChannel channel;
  private final long size;
  private final FileTime modified;
  private final Map<String, StoredTensor> tensors;

  private WeightFile(
      Path path,
      FileChannel channel,
      long size,
      FileTime modified,
      Map<String, StoredTensor> tensors) {
    this.path = path;
    this.channel = channel;
    this.size = size;
    this.modified = modified;
    this.tensors = requireNonNull(tensors, "tensors is null");
  }

  /**
   * Opens a safetensors file or a torch archive, whichever its name says.
   *
   * @throws CheckpointException when the file is not what its name says
   */
  static WeightFile open(Path path) throws IOException {
    FileTime modified = Files.getLastModifiedTime(path);
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      refuseGitLfsPointer(path, channel);
      Map<String, StoredTensor> tensors =
          path.toString().endsWith(".safetensors")
              ? SafetensorsHeader.read(path, channel)
              : TorchArchive.read(path, channel);
      return new WeightFile(path, channel, channel.size(), modified, tensors);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void refuseGitLfsPointer(Path path, FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(GitLfsPointer.BEGINNING);
    channel.read(start, 0);
    GitLfsPointer.refuse(path.toString(), "the weights", start.array());
  }

  Path path() {
    return path;
  }

  Map<String, StoredTensor> tensors() {
    return tensors;
  }

  /** Fills {@code destination} from {@code position} of the file. */
  void read(long position, ByteBuffer destination) throws IOException {
    requireUnchanged();
    long at = position;
    int end = destination.limit();
    while (destination.position() < end) {
      // The channel copies through a direct buffer of the same size when this one is not direct.
      destination.limit(Math.min(end, destination.position() + MAX_READ));
      int count = channel.read(destination, at);
      if (count < 0) {
        throw changed();
      }
      at += count;
    }
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
