package io.mosaicgpt.jobs.command.finetune;

import io.mosaicgpt.jobs.cli.EngineLoading;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.corpus.Example;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.training.data.RecordFormat;
import io.mosaicgpt.model.training.data.TrainingData;
import io.mosaicgpt.model.training.report.LabelEvaluation;
import io.mosaicgpt.model.training.run.EvaluationSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Serves the model that was just written, to see how good its labels are. */
final class ServedLabels {
  private static final int SEQUENCES = 16;
  private static final int BATCHED_TOKENS = 512;

  private ServedLabels() {}

  /**
   * Evaluates the labelled examples of all sets; empty if there are none.
   *
   * @param template text of the prompt template; empty for the model's own
   * @param seed of the halves that a temperature is fitted and measured on
   */
  static Optional<LabelEvaluation> evaluate(
      Path model,
      String template,
      ReplicaDevice device,
      RecordFormat format,
      TrainingData training,
      List<EvaluationSet> sets,
      long seed)
      throws InterruptedException {
    List<Example.Labelled> examples =
        sets.stream().flatMap(set -> set.labelled().stream()).toList();
    if (examples.isEmpty()) {
      return Optional.empty();
    }
    EngineSpec spec =
        new EngineSpec(
            model.toString(), "auto", device.toString(), SEQUENCES, BATCHED_TOKENS, 0, 0, template);
    try (InferenceEngine engine = EngineLoading.acquire(spec);
        ProgressLine progress = ProgressLine.of("Scoring labels", ProgressUnit.SEQUENCES)) {
      return LabelEvaluation.of(
          engine, examples, format.instruction(), training.labels(), seed, progress::to);
    }
  }
}
