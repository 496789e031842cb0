package io.mosaicgpt.jobs.command.finetune;

/** How long something takes, for people. */
final class TimeText {
  private TimeText() {}

  /** Such as {@code 42 s}, {@code 12 min} or {@code 3 h 05 min}. */
  static String of(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 100) {
      return whole + " s";
    }
    long minutes = Math.round(seconds / 60);
    return minutes < 100 ? minutes + " min" : "%d h %02d min".formatted(minutes / 60, minutes % 60);
  }
}
