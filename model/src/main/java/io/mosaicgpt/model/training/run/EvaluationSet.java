package io.mosaicgpt.model.training.run;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.training.data.TrainingData;

/**
 * Data that a model is measured on and learns nothing from.
 *
 * @param name of its file
 */
public record EvaluationSet(String name, TrainingData data) {
  public EvaluationSet {
    requireNonNull(name, "name is null");
    requireNonNull(data, "data is null");
  }
}
