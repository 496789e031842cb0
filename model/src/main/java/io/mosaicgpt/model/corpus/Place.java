package io.mosaicgpt.model.corpus;

import static java.util.Objects.requireNonNull;

/**
 * Where an example begins.
 *
 * @param file as the caller named it, or as it was found in a directory
 * @param line the first is 1
 */
public record Place(String file, long line) {
  public Place {
    requireNonNull(file, "file is null");
  }

  /** An error about this line; {@code why} goes on with the sentence. */
  public CorpusException refuse(String why) {
    return new CorpusException("%s, line %d, %s.".formatted(file, line, why));
  }
}
