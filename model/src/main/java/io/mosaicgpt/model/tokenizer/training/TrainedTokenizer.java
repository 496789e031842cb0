package io.mosaicgpt.model.tokenizer.training;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.tokenizer.HuggingFaceJsonTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A tokenizer that was trained.
 *
 * @param json its {@code tokenizer.json}
 * @param size number of ids
 * @param merges number of merges
 * @param tokens of the whole data, added ones not counted
 */
public record TrainedTokenizer(byte[] json, int size, int merges, long tokens) {
  public TrainedTokenizer {
    requireNonNull(json, "json is null");
  }

  /** Writes {@code tokenizer.json} into a directory; it is there whole or not at all. */
  public Path write(Path directory) throws IOException {
    Path file = directory.resolve(HuggingFaceJsonTokenizer.FILE_NAME);
    Path incomplete = directory.resolve(HuggingFaceJsonTokenizer.FILE_NAME + ".incomplete");
    try {
      Files.write(incomplete, json);
      Files.move(incomplete, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(incomplete);
    }
    return file;
  }
}
