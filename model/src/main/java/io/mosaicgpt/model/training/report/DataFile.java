package io.mosaicgpt.model.training.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.mosaicgpt.model.checkpoint.FileFault;
import io.mosaicgpt.model.corpus.Corpus;
import io.mosaicgpt.model.corpus.CorpusException;
import io.mosaicgpt.model.digest.Sha256;
import io.mosaicgpt.model.training.data.TrainingData;
import io.mosaicgpt.model.training.data.TrainingRecord;
import io.mosaicgpt.model.training.run.EvaluationSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of data, for {@code training.json}.
 *
 * @param file as it was named
 * @param times how often it was named
 * @param sha256 of its bytes, in hexadecimal
 * @param records that were made of it, each time
 * @param tokens that these read
 * @param scoredTokens whose prediction counts
 */
@JsonPropertyOrder({"file", "times", "sha256", "records", "tokens", "scored_tokens"})
public record DataFile(
    @JsonProperty("file") String file,
    @JsonProperty("times") int times,
    @JsonProperty("sha256") String sha256,
    @JsonProperty("records") long records,
    @JsonProperty("tokens") long tokens,
    @JsonProperty("scored_tokens") long scoredTokens) {
  /**
   * The files of data.
   *
   * @param files in the order in which they were read; one that is there twice was read twice
   * @throws CorpusException when one cannot be read any more
   */
  public static List<DataFile> of(List<Path> files, TrainingData data) {
    Map<String, Integer> times = new LinkedHashMap<>();
    files.forEach(file -> times.merge(file.toString(), 1, Integer::sum));
    Map<String, long[]> counts = new LinkedHashMap<>();
    for (TrainingRecord record : data.records()) {
      long[] count = counts.computeIfAbsent(record.place().file(), file -> new long[3]);
      count[0]++;
      count[1] += record.read();
      count[2] += record.counted();
    }
    return times.entrySet().stream()
        .map(
            file -> {
              long[] count = counts.getOrDefault(file.getKey(), new long[3]);
              int n = file.getValue();
              return new DataFile(
                  file.getKey(),
                  n,
                  sha256(Path.of(file.getKey())),
                  count[0] / n,
                  count[1] / n,
                  count[2] / n);
            })
        .toList();
  }

  /** The files of several sets, each read from a corpus of its own. */
  public static List<DataFile> of(List<Corpus> corpora, List<EvaluationSet> sets) {
    List<DataFile> files = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      files.addAll(of(corpora.get(i).files(), sets.get(i).data()));
    }
    return files;
  }

  private static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = Sha256.digest();
      try (DigestInputStream digested = new DigestInputStream(in, digest)) {
        digested.transferTo(OutputStream.nullOutputStream());
      }
      return Sha256.hex(digest);
    } catch (IOException e) {
      throw new CorpusException(
          "The data %s cannot be read (%s): check the file.".formatted(file, FileFault.of(e)), e);
    }
  }
}
