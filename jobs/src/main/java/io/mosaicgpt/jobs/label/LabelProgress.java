package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.cli.Now;
import io.mosaicgpt.jobs.cluster.JobMetrics;
import io.mosaicgpt.jobs.cluster.JobMetrics.Over;
import io.mosaicgpt.jobs.terminal.Plural;
import io.mosaicgpt.jobs.terminal.Terminal;
import io.mosaicgpt.jobs.terminal.TextLine;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Tells how far a job is: in one line that stays, or without a terminal in a line a minute. Used by
 * one thread.
 */
final class LabelProgress implements AutoCloseable {
  private static final String ERASE_LINE = "\r\u001b[K";
  private static final Duration LIVE = Duration.ofSeconds(1);
  private static final Duration PLAIN = Duration.ofMinutes(1);

  static final List<String> SUMS =
      List.of(
          OperatorMetrics.COMPLETIONS,
          OperatorMetrics.DEAD_LETTERS,
          OperatorMetrics.FAILED_COMPLETIONS,
          OperatorMetrics.PROMPT_TOKENS,
          OperatorMetrics.GENERATION_TOKENS);
  static final List<String> CACHE =
      List.of(OperatorMetrics.PREFIX_CACHE_QUERIES, OperatorMetrics.PREFIX_CACHE_HITS);

  private final JobMetrics metrics;
  private final long before;
  private final long refusedBefore;
  private final long total;
  private final PrintWriter err;
  private final Terminal terminal;
  private final long start = System.nanoTime();
  private long looked = System.nanoTime();
  private long told = System.nanoTime();
  private final Count dead = new Count();
  private final Count failed = new Count();
  private final Count answered = new Count();
  private final Count tokens = new Count();
  private boolean shown;
  private long refused;

  /**
   * @param before rows that earlier attempts have answered
   * @param refusedBefore error rows among them
   * @param total all rows
   */
  LabelProgress(
      JobMetrics metrics,
      long before,
      long refusedBefore,
      long total,
      PrintWriter err,
      Terminal terminal) {
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.before = before;
    this.refusedBefore = refusedBefore;
    this.refused = refusedBefore;
    this.total = total;
    this.err = requireNonNull(err, "err is null");
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  /** Error rows so far. */
  long refused() {
    return refused;
  }

  /** Looks at the job, if it is time again, and tells. */
  void look() throws InterruptedException {
    long pause = (terminal.err() ? LIVE : PLAIN).toNanos();
    if (System.nanoTime() - looked < LIVE.toNanos()) {
      return;
    }
    looked = System.nanoTime();
    List<Double> sums = metrics.get(SUMS, Over.SUM);
    if (!sums.isEmpty()) {
      answered.see(sums.get(0));
      dead.see(sums.get(1));
      failed.see(sums.get(2));
      tokens.see(sums.get(3) + sums.get(4));
    }
    refused = refusedBefore + Math.round(dead.all() + failed.all());
    if (terminal.err() || System.nanoTime() - told >= pause) {
      told = System.nanoTime();
      tell();
    }
  }

  private void tell() throws InterruptedException {
    List<Double> cache = metrics.get(CACHE, Over.MAX);
    String line =
        line(
            before + Math.round(answered.atFirst() + dead.atFirst()),
            Math.round(answered.since() + dead.since()),
            total,
            tokens.since(),
            cache.isEmpty() || cache.get(0) == 0 ? 0 : cache.get(1) / cache.get(0),
            refused,
            (System.nanoTime() - start) / 1e9);
    if (terminal.err()) {
      err.print(ERASE_LINE + TextLine.of(line, terminal.columns() - 1));
      shown = true;
    } else {
      err.println(Now.time() + "  " + line);
    }
    err.flush();
  }

  /** What is told. */
  static String line(
      long before,
      long now,
      long total,
      double tokens,
      double prefixHits,
      long refused,
      double seconds) {
    long done = Math.min(total, before + now);
    double rate = now / seconds;
    String left =
        rate > 0 ? time(Math.round((total - done) / rate)) + " left" : "time left not known yet";
    return String.format(
        Locale.ROOT,
        "%,d of %s (%d %%)  %.1f rows/s  %,.0f tokens/s  prefix hits %.0f %%  %s  %s",
        done,
        Plural.of(total, "row"),
        done * 100 / Math.max(1, total),
        rate,
        tokens / seconds,
        100 * prefixHits,
        Plural.of(refused, "error"),
        left);
  }

  private static String time(long seconds) {
    return seconds < 60
        ? seconds + " s"
        : seconds < 3600
            ? "%d min %02d s".formatted(seconds / 60, seconds % 60)
            : "%d h %02d min".formatted(seconds / 3600, seconds % 3600 / 60);
  }

  /** Prints a sentence for good. */
  void say(String sentence) {
    wipe();
    err.println(sentence);
    err.flush();
  }

  private void wipe() {
    if (shown) {
      err.print(ERASE_LINE);
      shown = false;
    }
  }

  @Override
  public void close() {
    wipe();
    err.flush();
  }
}
