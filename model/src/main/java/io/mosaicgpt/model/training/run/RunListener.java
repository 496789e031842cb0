package io.mosaicgpt.model.training.run;

/** Is told how a run goes, by the thread that runs it. */
public interface RunListener {
  /**
   * The first step is about to be taken.
   *
   * @param done steps that an earlier process has taken
   * @param steps of the whole run
   */
  void started(int done, int steps);

  /** A step was taken. */
  void stepped(StepMetrics step);

  /** The model is evaluated; {@code done} of {@code total} tokens are. */
  void evaluating(long done, long total);

  /** The model was evaluated. */
  void evaluated(EvaluationMetrics evaluation);

  /** Whatever happens now, the run goes on behind this step. */
  void saved(int step);
}
