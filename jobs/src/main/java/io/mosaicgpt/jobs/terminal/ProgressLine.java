package io.mosaicgpt.jobs.terminal;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar on stderr. It appears only when the work has taken a while already, so that short
 * work leaves no flicker, and never when stderr is no terminal. Thread-safe.
 */
public final class ProgressLine implements AutoCloseable {
  /** Work that is done before this never shows a bar. */
  static final long QUIET_NANOS = 700_000_000L;

  private final Terminal terminal;
  private final LineConsumer line;
  private final LongSupplier nanoTime;
  private final long start;
  private final String task;
  private final ProgressUnit unit;
  private ProgressBar bar;

  private ProgressLine(
      Terminal terminal,
      PrintStream stream,
      LongSupplier nanoTime,
      String task,
      ProgressUnit unit) {
    this.terminal = requireNonNull(terminal, "terminal is null");
    this.line = new LineConsumer(stream, terminal.columns() - 1);
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    this.task = requireNonNull(task, "task is null");
    this.unit = requireNonNull(unit, "unit is null");
    this.start = nanoTime.getAsLong();
  }

  /** Starts to watch a piece of work, for the terminal of this process. */
  public static ProgressLine of(String task, ProgressUnit unit) {
    return new ProgressLine(Terminal.system(), System.err, System::nanoTime, task, unit);
  }

  static ProgressLine of(
      Terminal terminal,
      PrintStream stream,
      LongSupplier nanoTime,
      String task,
      ProgressUnit unit) {
    return new ProgressLine(terminal, stream, nanoTime, task, unit);
  }

  /** Reports that {@code done} of {@code total} units are done. Cheap enough for tight loops. */
  public synchronized void to(long done, long total) {
    if (!terminal.err()) {
      return;
    }
    if (bar == null) {
      if (nanoTime.getAsLong() - start < QUIET_NANOS) {
        return;
      }
      bar = bar(total);
    }
    bar.maxHint(total);
    bar.stepTo(done);
  }

  private ProgressBar bar(long total) {
    ProgressBarBuilder builder =
        ProgressBar.builder()
            .setTaskName(task)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(200)
            .setConsumer(line);
    return unit.applyTo(builder).build();
  }

  /** Takes the bar away. */
  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
      line.clear(); // the library leaves the bar standing when it ends before its first redraw
    }
  }
}
