package io.mosaicgpt.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/** One open weight file. */
final class WeightFile implements Closeable {
  private static final int MAX_READ = 8 << 20;

  private final Path path;
  private final WeightBytes bytes;
  private final Map<String, StoredTensor> tensors;

  private WeightFile(Path path, WeightBytes bytes, Map<String, StoredTensor> tensors) {
    this.path = requireNonNull(path, "path is null");
    this.bytes = requireNonNull(bytes, "bytes is null");
    this.tensors = requireNonNull(tensors, "tensors is null");
  }

  /**
   * Opens a safetensors file or a torch archive, whichever its name says.
   *
   * @throws CheckpointException when the file is not what its name says
   */
  static WeightFile open(Path path) throws IOException {
    return open(path, FileBytes.open(path));
  }

  /**
   * A safetensors file in memory.
   *
   * @param path names it in messages
   * @throws CheckpointException when it is no such file
   */
  static WeightFile ofSafetensors(Path path, byte[] bytes) throws IOException {
    return open(path, new MemoryBytes(bytes));
  }

  private static WeightFile open(Path path, WeightBytes bytes) throws IOException {
    try {
      refuseGitLfsPointer(path, bytes);
      Map<String, StoredTensor> tensors =
          path.toString().endsWith(".safetensors")
              ? SafetensorsHeader.read(path, bytes)
              : TorchArchive.read(path, bytes);
      return new WeightFile(path, bytes, tensors);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private static void refuseGitLfsPointer(Path path, WeightBytes bytes) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(GitLfsPointer.BEGINNING);
    bytes.read(start, 0);
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
    long at = position;
    int end = destination.limit();
    while (destination.position() < end) {
      // A channel copies through a direct buffer of the same size when this one is not direct.
      destination.limit(Math.min(end, destination.position() + MAX_READ));
      int count = bytes.read(destination, at);
      if (count < 0) {
        throw new EOFException(path + " has no byte " + at);
      }
      at += count;
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
