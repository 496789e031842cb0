package io.mosaicgpt.jobs.cli;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.Settings;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags of {@code run} for a job that something else starts. */
@Command(name = "mosaicgpt run", modelTransformer = RunFlags.class)
public final class JobArguments {
  @Spec private CommandSpec spec;

  @Option(names = "--config", paramLabel = "FILE")
  private Optional<Path> file;

  private JobArguments() {}

  /**
   * Settings from arguments, environment and file.
   *
   * @throws BadInputException when an argument is unknown, unreadable or has no value
   */
  public static Settings parse(String[] arguments) {
    JobArguments parsed = new JobArguments();
    CommandLine line = Arguments.parser(parsed);
    Arguments.requireReadable(arguments);
    try {
      line.parseArgs(arguments);
    } catch (ParameterException e) {
      throw new BadInputException(ErrorSentences.sentence(e), e);
    }
    return RunFlags.settings(parsed.spec, parsed.file);
  }
}
