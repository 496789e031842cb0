package io.mosaicgpt.model.training.run;

import java.util.List;
import java.util.Optional;

/**
 * What a run has told of itself.
 *
 * @param steps in order
 * @param evaluations in order
 */
public record RunMetrics(List<StepMetrics> steps, List<EvaluationMetrics> evaluations) {
  /** Over so many steps the last losses are averaged. */
  private static final int LAST_STEPS = 50;

  public RunMetrics {
    steps = List.copyOf(steps);
    evaluations = List.copyOf(evaluations);
  }

  /** Mean loss of the last 50 steps' tokens that count. */
  public double finalLoss() {
    List<StepMetrics> last = steps.subList(Math.max(0, steps.size() - LAST_STEPS), steps.size());
    double scored = last.stream().mapToDouble(StepMetrics::scoredTokens).sum();
    return last.stream().mapToDouble(step -> step.loss() * step.scoredTokens()).sum() / scored;
  }

  /**
   * The evaluation behind a step. That of an earlier one may be of other data, where a run was
   * resumed with other data to be measured on.
   */
  public Optional<EvaluationMetrics> evaluation(int step) {
    return evaluations.stream().filter(evaluation -> evaluation.step() == step).findFirst();
  }

  /** Tokens that all steps read. */
  public long tokens() {
    return steps.stream().mapToLong(StepMetrics::tokens).sum();
  }
}
