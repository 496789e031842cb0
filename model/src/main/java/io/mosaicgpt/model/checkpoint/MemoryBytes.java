package io.mosaicgpt.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;

/** Bytes that are in memory already. */
final class MemoryBytes implements WeightBytes {
  private final ByteBuffer bytes;

  MemoryBytes(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(requireNonNull(bytes, "bytes is null"));
  }

  @Override
  public long size() {
    return bytes.capacity();
  }

  @Override
  public int read(ByteBuffer destination, long position) {
    if (position >= bytes.capacity()) {
      return -1;
    }
    int count = (int) Math.min(destination.remaining(), bytes.capacity() - position);
    destination.put(bytes.slice((int) position, count));
    return count;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
