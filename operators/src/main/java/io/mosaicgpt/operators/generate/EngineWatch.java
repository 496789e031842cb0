package io.mosaicgpt.operators.generate;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.engine.InferenceEngine;
import java.time.Duration;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * Fails the task when the engine hangs. Constraint: the engine's own thread looks at deadlines, so
 * a step that never ends would leave every request without an answer and the job seemingly well.
 */
final class EngineWatch implements ProcessingTimeCallback {
  private static final long LONGEST_PERIOD_MILLIS = 10_000;

  private final InferenceEngine engine;
  private final Duration longestStep;

  /**
   * @param longestStep a step that takes longer hangs
   */
  EngineWatch(InferenceEngine engine, Duration longestStep) {
    this.engine = requireNonNull(engine, "engine is null");
    this.longestStep = requireNonNull(longestStep, "longestStep is null");
  }

  /** Looks now and then, on the task's thread, until the task ends. */
  @SuppressWarnings("FutureReturnValueIgnored") // Flink fails the task if the callback throws.
  void start(ProcessingTimeService timers) {
    long period = Math.max(1, Math.min(longestStep.toMillis() / 10, LONGEST_PERIOD_MILLIS));
    timers.scheduleWithFixedDelay(this, period, period);
  }

  @Override
  public void onProcessingTime(long time) {
    Duration age = engine.stepAge();
    if (age.compareTo(longestStep) > 0) {
      FlinkRuntimeException failure =
          new FlinkRuntimeException(
              "the engine of %s hangs: a step has been running for %d s; restart the TaskManager if this comes again, or raise step-timeout"
                  .formatted(engine.model().config().name(), age.toSeconds()));
      engine.abandon(failure);
      throw failure;
    }
  }
}
