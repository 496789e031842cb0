package io.mosaicgpt.jobs.cli;

import io.mosaicgpt.jobs.process.ExitStack;
import io.mosaicgpt.jobs.process.LocalDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Sends the log of a long-running command to a file, so that the terminal stays the program's own.
 * Works only before the first logger is made.
 */
public final class LogFile {
  private LogFile() {}

  /** What a command does. */
  @FunctionalInterface
  public interface Work {
    /** Returns the exit code. */
    int run() throws IOException, InterruptedException;
  }

  /**
   * Does a command's work with a log file, and says where that is if the work fails.
   *
   * @param err takes the sentence
   */
  public static int during(String command, PrintWriter err, Work work)
      throws IOException, InterruptedException {
    Path log = open(command);
    try {
      return work.run();
    } catch (IOException | RuntimeException e) {
      if (!ErrorSentences.isBadInput(e) && !ExitStack.ofProcess().isUnwinding()) {
        err.println("The log is " + log);
        err.flush();
      }
      throw e;
    }
  }

  /**
   * Opens a log file for a command and returns where it will be. Of earlier ones the newest stay.
   *
   * @throws io.mosaicgpt.jobs.BadInputException when its directory cannot be made
   */
  public static Path open(String command) {
    String time =
        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
            .format(LocalDateTime.now(ZoneId.systemDefault()));
    Path directory = LocalDirectory.create(Distribution.home().directory().resolve("logs"));
    OldLogs.prune(directory, OldLogs.KEPT);
    Path file =
        directory.resolve("%s-%s-%d.log".formatted(command, time, ProcessHandle.current().pid()));
    System.setProperty("mosaicgpt.log.file", file.toString());
    System.setProperty("mosaicgpt.log.rolled", file.toString().replace("%", "%%") + ".%i");
    System.setProperty("mosaicgpt.log.level", "INFO");
    return file;
  }
}
