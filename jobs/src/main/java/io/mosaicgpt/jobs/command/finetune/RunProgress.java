package io.mosaicgpt.jobs.command.finetune;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.cli.Now;
import io.mosaicgpt.jobs.terminal.LiveScreen;
import io.mosaicgpt.jobs.terminal.Terminal;
import io.mosaicgpt.model.training.run.EvaluationMetrics;
import io.mosaicgpt.model.training.run.RunListener;
import io.mosaicgpt.model.training.run.StepMetrics;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * Shows on stderr how a run goes: on a terminal a line that changes, otherwise a line a minute; and
 * a line an evaluation.
 */
final class RunProgress implements RunListener, AutoCloseable {
  private static final long LINE_NANOS = 60_000_000_000L;
  private static final long REDRAW_NANOS = 200_000_000L;

  /** What the shown loss keeps of itself in a step. */
  private static final double SMOOTHING = 0.95;

  private final LiveScreen screen;
  private final boolean live;
  private final LongSupplier nanoTime;
  private int done;
  private int steps;
  private long startNanos;
  private long shownNanos;
  private long linedNanos;
  private long tokens;
  private double loss;
  private double lossWeight;
  private String status = "";

  RunProgress(PrintWriter err, Terminal terminal, LongSupplier nanoTime) {
    this.live = terminal.err();
    this.screen =
        new LiveScreen(err, new Terminal(terminal.err(), terminal.err(), terminal.columns()));
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
  }

  @Override
  public void started(int done, int steps) {
    this.done = done;
    this.steps = steps;
    this.startNanos = nanoTime.getAsLong();
    this.linedNanos = startNanos;
  }

  @Override
  public void stepped(StepMetrics step) {
    tokens += step.tokens();
    loss = SMOOTHING * loss + (1 - SMOOTHING) * step.loss();
    lossWeight = SMOOTHING * lossWeight + (1 - SMOOTHING);
    long now = nanoTime.getAsLong();
    if (live && now - shownNanos >= REDRAW_NANOS) {
      status = line(step, now);
      screen.status(status);
      shownNanos = now;
    } else if (!live && now - linedNanos >= LINE_NANOS) {
      screen.line(Now.time() + "  " + line(step, now));
      linedNanos = now;
    }
  }

  private String line(StepMetrics step, long now) {
    double seconds = Math.max(1e-9, (now - startNanos) / 1e9);
    double left = seconds / (step.step() - done) * (steps - step.step());
    return "Step %d of %d  epoch %d  loss %.4f  %,.0f tokens/s  %s left"
        .formatted(
            step.step(),
            steps,
            step.epoch(),
            loss / lossWeight,
            tokens / seconds,
            TimeText.of(left));
  }

  @Override
  public void evaluating(long done, long total) {
    screen.status("%s  evaluating %.0f %%".formatted(status, 100.0 * done / total).strip());
  }

  @Override
  public void evaluated(EvaluationMetrics evaluation) {
    screen.line(
        "%s  Step %d of %d  evaluation loss %.4f, perplexity %.4g"
            .formatted(
                Now.time(), evaluation.step(), steps, evaluation.loss(), evaluation.perplexity()));
  }

  @Override
  public void saved(int step) {
    // Nobody needs to know.
  }

  @Override
  public void close() {
    screen.close();
  }
}
