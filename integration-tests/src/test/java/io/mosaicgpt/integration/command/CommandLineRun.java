package io.mosaicgpt.integration.command;

import io.mosaicgpt.jobs.command.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/**
 * What a command did.
 *
 * @param exitCode its exit code
 * @param out everything on stdout
 * @param err everything on stderr
 */
public record CommandLineRun(int exitCode, String out, String err) {
  /** Runs the command line in this JVM. */
  public static CommandLineRun of(List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int exitCode = line.execute(arguments.toArray(String[]::new));
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }
}
