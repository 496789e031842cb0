package io.mosaicgpt.jobs.cluster;

/** Finds the one sentence in Flink's long chains of causes. */
public final class JobFailures {
  private static final String CAUSED_BY = "Caused by: ";

  /** The class in front of a message; of a missing class the message alone would say nothing. */
  private static final String CLASS = "^(?!java\\.lang\\.ClassNotFound)[\\w.$]+Exception: ";

  private static final String UNUSABLE_MODEL =
      "io.mosaicgpt.model.checkpoint.CheckpointException: ";

  private JobFailures() {}

  /** The message of the innermost cause that has one, or its class. */
  public static String sentence(Throwable failure) {
    String sentence = failure.getClass().getSimpleName();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
        sentence = line(cause.getMessage());
      }
      if (cause.getCause() == cause) {
        break;
      }
    }
    return sentence;
  }

  /** The same of the text of a stack trace. */
  public static String sentence(String trace) {
    return line(trace).replaceFirst(CLASS, "");
  }

  /** Whether a stack trace shows that the user's model, and no machine, is the reason. */
  static boolean isBadInput(String trace) {
    return trace.lines().anyMatch(line -> line.startsWith(CAUSED_BY + UNUSABLE_MODEL));
  }

  /** A failure on a cluster arrives as the text of its stack trace, the innermost cause last. */
  private static String line(String message) {
    String first = message.lines().findFirst().orElse(message);
    return message
        .lines()
        .filter(line -> line.startsWith(CAUSED_BY))
        .reduce((earlier, later) -> later)
        .map(line -> line.substring(CAUSED_BY.length()).replaceFirst(CLASS, ""))
        .orElse(first);
  }
}
