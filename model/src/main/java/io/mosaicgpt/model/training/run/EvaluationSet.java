package io.mosaicgpt.model.training.run;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.corpus.Corpus;
import io.mosaicgpt.model.corpus.Example;
import io.mosaicgpt.model.corpus.Place;
import io.mosaicgpt.model.training.data.LabelSet;
import io.mosaicgpt.model.training.data.RecordFormat;
import io.mosaicgpt.model.training.data.TrainingData;
import io.mosaicgpt.model.training.data.TrainingRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Data that a model is measured on and learns nothing from.
 *
 * @param name of its file
 * @param data its records
 * @param labelled its labelled examples, but for those that are longer than the model with their
 *     own label; another label may still be too long for one of them
 */
public record EvaluationSet(String name, TrainingData data, List<Example.Labelled> labelled) {
  public EvaluationSet {
    requireNonNull(name, "name is null");
    requireNonNull(data, "data is null");
    labelled = List.copyOf(labelled);
  }

  /**
   * Reads a set.
   *
   * @param strict whether an answer that does not fit the model is refused; otherwise it is left
   *     out and counted
   * @throws io.mosaicgpt.model.corpus.CorpusException when the data cannot be used
   */
  public static EvaluationSet read(
      String name, Corpus corpus, RecordFormat format, boolean strict, ProgressListener listener) {
    TrainingData data = TrainingData.read(corpus, format, strict, listener);
    Set<Place> fitting =
        data.records().stream().map(TrainingRecord::place).collect(Collectors.toSet());
    List<Example.Labelled> labelled = new ArrayList<>();
    corpus.read(
        example -> {
          if (example instanceof Example.Labelled one && fitting.contains(one.place())) {
            labelled.add(one);
          }
        },
        ProgressListener.NONE);
    return new EvaluationSet(name, data, labelled);
  }

  /**
   * Refuses examples that a model cannot choose a label for.
   *
   * @param training the labels to choose from
   * @param maxLength most tokens that the model takes when it is served
   * @throws io.mosaicgpt.model.corpus.CorpusException when one is too long with the longest label
   */
  public void requireServable(LabelSet training, RecordFormat format, int maxLength) {
    for (Example.Labelled example : labelled) {
      List<String> labels = training.labels(example.instructionOr(format.instruction()));
      if (labels.size() < 2) {
        continue; // there is nothing to choose
      }
      int tokens = format.tokensWithLongest(labels, example);
      if (tokens > maxLength) {
        throw example
            .place()
            .refuse(
                ("has %d tokens with its prompt and the longest label of its instruction, but the"
                        + " model takes %d: shorten it or leave it out")
                    .formatted(tokens, maxLength));
      }
    }
  }
}
