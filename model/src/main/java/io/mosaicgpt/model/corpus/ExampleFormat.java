package io.mosaicgpt.model.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** How a file holds examples. */
interface ExampleFormat {
  /**
   * Reads a file to its end, holding one example at a time.
   *
   * @param file its name, for places
   * @throws CorpusException for a line that cannot be used
   */
  void read(String file, InputStream in, Consumer<Example> sink) throws IOException;
}
