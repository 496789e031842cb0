package io.mosaicgpt.jobs.terminal;

import me.tongfei.progressbar.ProgressBarBuilder;

/** What a progress bar counts. */
public enum ProgressUnit {
  /** Counted in bytes, shown in MB. */
  MEGABYTES(" MB", 1_000_000L),
  /** Requests of a benchmark. */
  REQUESTS(" requests", 1),
  /** Sequences of tokens. */
  SEQUENCES(" sequences", 1),
  /** Tokens. */
  TOKENS(" tokens", 1);

  private final String name;
  private final long size;

  ProgressUnit(String name, long size) {
    this.name = name;
    this.size = size;
  }

  ProgressBarBuilder applyTo(ProgressBarBuilder builder) {
    return builder.setUnit(name, size);
  }
}
