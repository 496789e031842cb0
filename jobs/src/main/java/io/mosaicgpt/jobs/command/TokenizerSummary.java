package io.mosaicgpt.jobs.command;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.mosaicgpt.model.tokenizer.training.TrainedTokenizer;
import io.mosaicgpt.model.tokenizer.training.WordCounts;
import java.nio.file.Path;

/**
 * A tokenizer that was trained, and on what.
 *
 * @param file where it was written
 * @param vocabSize number of ids
 * @param merges number of merges
 * @param texts of the data; an instruction has two or three
 * @param bytes of the texts in UTF-8, in normal form C and without added tokens
 * @param words different ones
 * @param tokens that the texts have with it
 */
@JsonPropertyOrder({"file", "vocab_size", "merges", "texts", "bytes", "words", "tokens"})
record TokenizerSummary(
    @JsonProperty("file") String file,
    @JsonProperty("vocab_size") int vocabSize,
    @JsonProperty("merges") int merges,
    @JsonProperty("texts") long texts,
    @JsonProperty("bytes") long bytes,
    @JsonProperty("words") int words,
    @JsonProperty("tokens") long tokens) {
  static TokenizerSummary of(Path file, WordCounts counts, TrainedTokenizer tokenizer) {
    return new TokenizerSummary(
        file.toString(),
        tokenizer.size(),
        tokenizer.merges(),
        counts.texts(),
        counts.bytes(),
        counts.distinct(),
        tokenizer.tokens());
  }

  /** Two lines for people. */
  String text() {
    double bytesPerToken = (double) bytes / Math.max(1, tokens);
    return ("Wrote %s: %d ids, %d merges.%n%.1f MB in %d texts have %d different words and, with"
            + " this tokenizer, %.2f bytes per token.")
        .formatted(file, vocabSize, merges, bytes / 1e6, texts, words, bytesPerToken);
  }
}
