package io.mosaicgpt.model.replica.module;

import static java.util.Comparator.comparingLong;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.TensorInfo;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Reads tensors in a given order, each while the one before it is in use: the disk does not wait
 * for the processor. Two buffers, each as large as the largest tensor, native, so that neither the
 * heap nor the JVM's limit of direct memory counts them. Only its own thread touches the
 * checkpoint.
 */
final class ReadAhead implements AutoCloseable {
  private final Checkpoint checkpoint;
  private final Iterator<TensorInfo> tensors;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(ReadAhead::daemon);

  private NDArray given;
  private NDArray filling;
  private CompletableFuture<Void> reading;

  /**
   * Begins with the first tensor.
   *
   * @param manager owner of the buffers; must outlive this
   * @throws CheckpointException when there is nothing to read, or a tensor too large
   */
  ReadAhead(NDManager manager, Checkpoint checkpoint, List<TensorInfo> tensors) {
    this.checkpoint = checkpoint;
    this.tensors = tensors.iterator();
    long size = largest(tensors).byteSize();
    given = manager.create(new Shape(size), DataType.INT8);
    filling = manager.create(new Shape(size), DataType.INT8);
    begin();
  }

  private static TensorInfo largest(List<TensorInfo> tensors) {
    if (tensors.isEmpty()) {
      throw new CheckpointException("the checkpoint has no tensors");
    }
    TensorInfo largest = Collections.max(tensors, comparingLong(TensorInfo::byteSize));
    if (largest.byteSize() > Integer.MAX_VALUE) {
      throw new CheckpointException(
          "tensor %s has %d bytes, but at most %d can be loaded: store it in a 16-bit type"
              .formatted(largest.name(), largest.byteSize(), Integer.MAX_VALUE));
    }
    return largest;
  }

  /** The next tensor's bytes, at the beginning of what comes back; good until the next call. */
  NDArray next() throws IOException {
    await();
    NDArray filled = filling;
    filling = given;
    given = filled;
    begin();
    return filled;
  }

  private void begin() {
    if (!tensors.hasNext()) {
      return;
    }
    TensorInfo tensor = tensors.next();
    ByteBuffer bytes = filling.toByteBuffer(true).limit((int) tensor.byteSize());
    reading = CompletableFuture.runAsync(() -> read(tensor, bytes), thread);
  }

  private void read(TensorInfo tensor, ByteBuffer bytes) {
    try {
      checkpoint.read(tensor, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await() throws IOException {
    try {
      reading.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UncheckedIOException cause) {
        throw cause.getCause();
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw (Error) e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while weights were read");
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "mosaicgpt-weights");
    thread.setDaemon(true);
    return thread;
  }

  /** Waits for the read under way, whose buffer must not be freed before; starts no other. */
  @Override
  public void close() {
    thread.shutdown();
    reading.exceptionally(failure -> null).join(); // Whoever waits for that tensor is told.
  }
}
