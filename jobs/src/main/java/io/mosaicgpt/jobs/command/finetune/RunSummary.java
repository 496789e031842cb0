package io.mosaicgpt.jobs.command.finetune;

import io.mosaicgpt.model.training.run.EvaluationMetrics;
import io.mosaicgpt.model.training.run.RunRecord;
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
    return lines;
  }
}
