package io.mosaicgpt.model.training.run;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.corpus.Corpus;
import io.mosaicgpt.model.corpus.Example;
import io.mosaicgpt.model.corpus.Place;
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
 * @param labelled its labelled examples, but for those that are longer than the model
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
}
