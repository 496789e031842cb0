package io.mosaicgpt.jobs.terminal;

import java.util.Locale;

/** Counts in sentences. */
public final class Plural {
  private Plural() {}

  /** Such as {@code 1 row} and {@code 2,000 rows}. */
  public static String of(long count, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
  }
}
