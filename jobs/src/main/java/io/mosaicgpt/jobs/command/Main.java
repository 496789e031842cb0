package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cli.Arguments;
import io.mosaicgpt.jobs.cli.ErrorSentences;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Entry point of {@code bin/mosaicgpt}. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    CommandLine line = commandLine();
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    int exitCode = execute(line, arguments);
    line.getOut().flush();
    line.getErr().flush();
    System.exit(exitCode);
  }

  /** Runs the command that the arguments name and returns its exit code. */
  static int execute(CommandLine line, String... arguments) {
    try {
      Arguments.requireReadable(arguments);
    } catch (BadInputException e) {
      return new ErrorSentences().handleExecutionException(e, line, null);
    }
    return line.execute(arguments);
  }

  /** The command line with every command and our way of telling errors. */
  public static CommandLine commandLine() {
    CommandLine line = Arguments.parser(new MosaicGptCommand());
    ErrorSentences errors = new ErrorSentences();
    return line.setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(110);
  }
}
