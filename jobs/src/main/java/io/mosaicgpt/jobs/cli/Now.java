package io.mosaicgpt.jobs.cli;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time of day, for sentences of a job that runs for long. */
public final class Now {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private Now() {}

  public static String time() {
    return LocalTime.now(ZoneId.systemDefault()).format(TIME);
  }
}
