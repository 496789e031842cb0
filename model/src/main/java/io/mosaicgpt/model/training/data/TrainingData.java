package io.mosaicgpt.model.training.data;

import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.corpus.Corpus;
import io.mosaicgpt.model.corpus.CorpusException;
import io.mosaicgpt.model.corpus.Example;
import io.mosaicgpt.model.generation.RequestException;
import java.util.ArrayList;
import java.util.List;

/** Records of a corpus, all in memory: four bytes a token. */
public final class TrainingData {
  private final RecordFormat format;
  private final boolean strict;
  private final List<TrainingRecord> records = new ArrayList<>();
  private final LabelSet labels = new LabelSet();
  private int dropped;
  private int longest;

  private TrainingData(RecordFormat format, boolean strict) {
    this.format = format;
    this.strict = strict;
  }

  /**
   * Reads and tokenizes a corpus.
   *
   * @param strict whether an answer that does not fit the model is refused; otherwise it is left
   *     out and counted
   * @param listener is told the bytes read
   * @throws CorpusException when the data cannot be used, has no record that fits, or has labels
   *     that serving would refuse
   */
  public static TrainingData read(
      Corpus corpus, RecordFormat format, boolean strict, ProgressListener listener) {
    TrainingData data = new TrainingData(format, strict);
    RecordEncoder encoder = new RecordEncoder(format);
    corpus.read(example -> data.add(example, encoder), listener);
    if (data.records.isEmpty()) {
      throw new CorpusException(
          "The data has no example of at most %d tokens: give more of it, or a longer model."
              .formatted(format.maxLength()));
    }
    data.requireServableLabels();
    return data;
  }

  private void add(Example example, RecordEncoder encoder) {
    labels.add(example, format.instruction());
    encoder.encode(example, this::add);
  }

  private void add(TrainingRecord record) {
    longest = Math.max(longest, record.length());
    if (record.length() <= format.maxLength()) {
      records.add(record);
      return;
    }
    if (strict) {
      throw record
          .place()
          .refuse(
              "has %d tokens with its prompt, but the model takes %d: shorten it or leave it out"
                  .formatted(record.length(), format.maxLength()));
    }
    dropped++;
  }

  private void requireServableLabels() {
    try {
      for (String instruction : labels.instructions()) {
        format.answers().requireServable(labels.labels(instruction));
      }
    } catch (RequestException e) {
      throw new CorpusException(
          "The labels cannot be served: %s."
              .formatted(e.getMessage().replace("choices", "the data")),
          e);
    }
  }

  /** The records, in the order of the data. */
  public List<TrainingRecord> records() {
    return List.copyOf(records);
  }

  /** The labels of all examples, those left out too. */
  public LabelSet labels() {
    return labels;
  }

  /** Examples left out because they are longer than the model. */
  public int dropped() {
    return dropped;
  }

  /** Tokens of the longest record, those left out too. */
  public int longest() {
    return longest;
  }
}
