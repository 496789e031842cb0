package io.mosaicgpt.model.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;

/**
 * A safetensors file of tensors under names of one's own; a model's are read by {@link
 * Checkpoints}.
 */
public final class TensorFile implements Closeable {
  private final WeightFile file;

  private TensorFile(WeightFile file) {
    this.file = file;
  }

  /** Writes a new file; when this returns it is on disk. */
  public static void write(Path file, Collection<TensorInfo> tensors, TensorSource source)
      throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      SafetensorsWriter.write(
          out, tensors, new TensorStream(tensors, source, out, ProgressListener.NONE));
      out.force(true);
    }
  }

  /**
   * Opens a file whose name ends in {@code .safetensors}. Reads its header only.
   *
   * @throws CheckpointException when it is no such file
   */
  public static TensorFile open(Path file) throws IOException {
    return new TensorFile(WeightFile.open(file));
  }

  /** Its tensors, in the order in which they lie. */
  public List<TensorInfo> tensors() {
    return file.tensors().values().stream().map(StoredTensor::info).toList();
  }

  /**
   * Reads one tensor's data, row-major, into {@code destination}, which takes exactly that much.
   */
  public void read(TensorInfo tensor, ByteBuffer destination) throws IOException {
    file.read(file.tensors().get(tensor.name()).offset(), destination);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
