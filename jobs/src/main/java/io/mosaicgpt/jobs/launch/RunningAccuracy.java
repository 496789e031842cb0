package io.mosaicgpt.jobs.launch;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.cluster.JobMetrics;
import io.mosaicgpt.jobs.cluster.JobMetrics.Over;
import io.mosaicgpt.jobs.job.Serving;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells how many of a job's labels are right, where events bring along what they should be: at the
 * first, then once a minute while there are more, and at the end. Used by one thread.
 */
final class RunningAccuracy {
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration TELL = Duration.ofMinutes(1);

  private final JobMetrics metrics;
  private final Consumer<String> say;
  private long looked = System.nanoTime() - LOOK.toNanos();
  private long told;
  private long toldJudged;
  private long judged;
  private long right;

  /**
   * @param say takes a sentence
   */
  RunningAccuracy(JobMetrics metrics, Consumer<String> say) {
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.say = requireNonNull(say, "say is null");
  }

  /** That of a job; empty where events bring no truth along. */
  static Optional<RunningAccuracy> of(Serving serving, JobMetrics metrics, Consumer<String> say) {
    return serving.options().truthField() == null
        ? Optional.empty()
        : Optional.of(new RunningAccuracy(metrics, say));
  }

  /** Looks at the job, if it is time again, and tells. */
  void look() throws InterruptedException {
    long now = System.nanoTime();
    if (now - looked < LOOK.toNanos()) {
      return;
    }
    looked = now;
    List<Double> counts =
        metrics.get(List.of(OperatorMetrics.JUDGED_LABELS, OperatorMetrics.RIGHT_LABELS), Over.SUM);
    if (!counts.isEmpty() && counts.get(0) > 0) {
      judged = Math.round(counts.get(0));
      right = Math.round(counts.get(1));
    }
    if (judged != toldJudged && (toldJudged == 0 || now - told >= TELL.toNanos())) {
      told = now;
      tell();
    }
  }

  /** Tells what is new, now that the job has ended. */
  void end() {
    if (judged != toldJudged) {
      tell();
    }
  }

  private void tell() {
    toldJudged = judged;
    say.accept(
        String.format(
            Locale.ROOT,
            "Accuracy %.1f %%: %,d of %,d labels are the true ones.",
            100.0 * right / judged,
            right,
            judged));
  }
}
