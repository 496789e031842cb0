package io.mosaicgpt.jobs.label;

import java.io.Closeable;
import java.io.IOException;

/** Writes one file of an output, a row after the other. */
interface ResultWriter extends Closeable {
  /**
   * Writes a row.
   *
   * @param line as the job has written it
   * @param row the same, read
   */
  void write(String line, ResultRow row) throws IOException;
}
