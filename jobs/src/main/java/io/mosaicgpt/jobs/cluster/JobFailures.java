package io.mosaicgpt.jobs.cluster;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.operators.file.table.RefusedPlaceException;
import io.mosaicgpt.operators.kafka.identity.ForeignStateException;
import io.mosaicgpt.operators.state.RefusedStateException;
import java.util.List;
import java.util.stream.Stream;

/** Finds the one sentence in Flink's long chains of causes. */
public final class JobFailures {
  private static final String CAUSED_BY = "Caused by: ";

  /** The class in front of a message; of a missing class the message alone would say nothing. */
  private static final String CLASS = "^(?!java\\.lang\\.ClassNotFound)[\\w.$]+Exception: ";

  /**
   * A model that is not there, state of a later program, state of another job, files that a machine
   * does not see.
   */
  private static final List<String> BAD_INPUT =
      Stream.of(
              CheckpointException.class,
              RefusedStateException.class,
              ForeignStateException.class,
              RefusedPlaceException.class)
          .map(type -> type.getName() + ": ")
          .toList();

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

  /** What to end with after a job that failed of what the user gave, or of something else. */
  static RuntimeException ending(String sentence, String trace, Throwable cause) {
    return isBadInput(trace)
        ? new BadInputException(sentence, cause)
        : new IllegalStateException(sentence, cause);
  }

  /** Whether a stack trace shows that what the user gave, and no machine, is the reason. */
  static boolean isBadInput(String trace) {
    return trace
        .lines()
        .map(line -> line.startsWith(CAUSED_BY) ? line.substring(CAUSED_BY.length()) : line)
        .anyMatch(line -> BAD_INPUT.stream().anyMatch(line::startsWith));
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
