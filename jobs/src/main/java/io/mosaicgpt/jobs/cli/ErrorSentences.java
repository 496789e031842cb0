package io.mosaicgpt.jobs.cli;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.process.ExitStack;
import io.mosaicgpt.jobs.terminal.Nearest;
import io.mosaicgpt.jobs.terminal.TextLine;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.FileFault;
import io.mosaicgpt.model.corpus.CorpusException;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.RequestException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells every error as one sentence on stderr: exit code 2 for bad input, 1 for a failure. The
 * stack trace appears when {@code MOSAICGPT_DEBUG} is set.
 */
public final class ErrorSentences
    implements IParameterExceptionHandler, IExecutionExceptionHandler {
  public static final int FAILURE = 1;
  public static final int BAD_INPUT = 2;
  private static final int LONGEST = 1000;

  @Override
  public int handleParseException(ParameterException exception, String[] arguments) {
    print(exception.getCommandLine().getErr(), sentence(exception), exception);
    return BAD_INPUT;
  }

  /** What was wrong with the arguments, and what to do. */
  static String sentence(ParameterException exception) {
    return exception instanceof UnmatchedArgumentException unmatched
        ? unmatched(unmatched)
        : firstLine(exception)
            + ": '"
            + exception.getCommandLine().getCommandSpec().qualifiedName()
            + " --help' shows what it takes.";
  }

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine line, ParseResult parseResult) {
    if (ExitStack.ofProcess().isUnwinding()) {
      return FAILURE; // the command stumbled over what was put away under it
    }
    if (isBadInput(exception)) {
      print(line.getErr(), flagsFor(exception), exception);
      return BAD_INPUT;
    }
    print(line.getErr(), failure(exception), exception);
    return FAILURE;
  }

  /** Whether something that the user gave, and no failure, is the reason. */
  static boolean isBadInput(Exception exception) {
    return exception instanceof BadInputException
        || exception instanceof CheckpointException
        || exception instanceof CorpusException
        || (exception instanceof RequestException request
            && request.code() != ErrorCode.ENGINE_ERROR);
  }

  /** Requests are made of flags here, but their sentences name fields of events and settings. */
  private static String flagsFor(Exception exception) {
    String message = String.valueOf(exception.getMessage());
    return exception instanceof RequestException
        ? message
            .replace("prompt_token_ids", "--token-ids")
            .replaceFirst("^(one of )?choices ", "$1--choices ")
            .replaceFirst("^stop token id ", "--stop-token-ids: ")
            .replaceFirst("^prompt token id ", "--token-ids: ")
            .replace(" raise max-", " raise --max-")
        : message;
  }

  private static String unmatched(UnmatchedArgumentException exception) {
    CommandSpec command = exception.getCommandLine().getCommandSpec();
    String argument = exception.getUnmatched().get(0);
    boolean option = argument.startsWith("-");
    List<String> known = new ArrayList<>(option ? command.optionsMap().keySet() : List.of());
    if (!option) {
      known.addAll(command.subcommands().keySet());
    }
    String word = option ? argument.split("=", 2)[0] : argument;
    String hint =
        Nearest.to(word, known)
            .map(nearest -> "did you mean '" + nearest + "'?")
            .orElse("'" + command.qualifiedName() + " --help' shows what there is.");
    String kind = option ? "option" : command.subcommands().isEmpty() ? "argument" : "command";
    return "Unknown %s '%s': %s".formatted(kind, word, hint);
  }

  private static String failure(Throwable exception) {
    Throwable cause = exception;
    while (cause.getCause() != null && saysNothing(cause)) {
      cause = cause.getCause();
    }
    String message = cause instanceof IOException e ? FileFault.of(e) : cause.getMessage();
    return message == null || message.isBlank()
        ? "Failed with " + cause.getClass().getName() + "; set MOSAICGPT_DEBUG=1 to see where."
        : message;
  }

  /** Whether all it has to say is its cause. */
  private static boolean saysNothing(Throwable e) {
    return e.getMessage() == null || e.getMessage().equals(e.getCause().toString());
  }

  private static String firstLine(Exception exception) {
    String message = String.valueOf(exception.getMessage());
    return message.lines().findFirst().orElse("Unusable arguments").replaceFirst("[.:]$", "");
  }

  private static void print(PrintWriter err, String sentence, Exception exception) {
    String line = TextLine.of(sentence, LONGEST);
    err.println("mosaicgpt: " + line + (line.matches(".*[.?!]") ? "" : "."));
    if (System.getenv("MOSAICGPT_DEBUG") != null) {
      exception.printStackTrace(err);
    }
    err.flush();
  }
}
