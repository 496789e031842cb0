package io.mosaicgpt.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of tensors come from, in pieces of any size. */
@FunctionalInterface
public interface TensorSource {
  /**
   * Fills {@code destination} with the tensor's bytes from {@code skip} on. Piece and skip are
   * multiples of the element's size and lie within the tensor.
   */
  void read(TensorInfo tensor, long skip, ByteBuffer destination) throws IOException;
}
