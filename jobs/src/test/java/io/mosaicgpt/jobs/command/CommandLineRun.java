package io.mosaicgpt.jobs.command;

import java.io.PrintWriter;
import java.io.StringWriter;
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
  public static CommandLineRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int exitCode = Main.execute(line, arguments);
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }
}
