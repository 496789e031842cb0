package io.mosaicgpt.model.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a weight file, wherever they are. */
interface WeightBytes extends Closeable {
  /** How many there are. */
  long size() throws IOException;

  /**
   * Reads some bytes from {@code position} on into {@code destination}.
   *
   * @return how many, or -1 when there are none any more
   */
  int read(ByteBuffer destination, long position) throws IOException;
}
