package io.mosaicgpt.jobs.command.finetune;

import io.mosaicgpt.model.training.report.LabelResults;
import io.mosaicgpt.model.training.report.RunRecord;
import io.mosaicgpt.model.training.run.EvaluationMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What came of a run, in a few lines. */
final class RunSummary {
  private RunSummary() {}

  static List<String> lines(Path output, RunRecord run) {
    RunRecord.Result result = run.result();
    List<String> lines = new ArrayList<>();
    lines.add(
        "Wrote %s: %,d parameters, trained in %d steps on %,d tokens in %s; loss %.4f."
            .formatted(
                output,
                run.model().parameters(),
                result.steps(),
                result.tokens(),
                TimeText.of(result.seconds()),
                result.finalLoss()));
    EvaluationMetrics evaluation = result.evaluation();
    if (evaluation != null) {
      lines.add(
          "Evaluation: loss %.4f, perplexity %.4g."
              .formatted(evaluation.loss(), evaluation.perplexity()));
      evaluation
          .files()
          .forEach(
              file ->
                  lines.add(
                      "  %s: loss %.4f, perplexity %.4g."
                          .formatted(file.file(), file.loss(), file.perplexity())));
    }
    if (run.labels() != null) {
      lines.addAll(lines(run.labels()));
    }
    return lines;
  }

  private static List<String> lines(LabelResults labels) {
    List<String> lines = new ArrayList<>();
    if (labels.dropped() > 0) {
      lines.add(
          ("%,d of %,d labelled examples of --eval are left out here, being longer than the model"
                  + " with the longest label of their instruction.")
              .formatted(labels.dropped(), labels.dropped() + labels.examples()));
    }
    for (LabelResults.OfInstruction one : labels.instructions()) {
      lines.add(
          "Labels as served, '%s': accuracy %.4f of %d examples, macro F1 %.4f of %d labels."
              .formatted(
                  one.instruction(),
                  one.report().accuracy().value(),
                  one.report().examples(),
                  one.report().macroF1(),
                  one.report().labels()));
    }
    LabelResults.Calibrated calibrated = labels.calibration();
    lines.add(
        calibrated == null
            ? "No calibration.json: the labelled examples are too few, or all of them are right."
            : ("Temperature %.3f, fitted on %d of them: expected calibration error %.4f on the"
                    + " other %d, %.4f without.")
                .formatted(
                    calibrated.temperature(),
                    calibrated.fittedOn(),
                    calibrated.after().expectedCalibrationError(),
                    calibrated.measuredOn(),
                    calibrated.before().expectedCalibrationError()));
    return lines;
  }
}
