package io.mosaicgpt.integration.process;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A process that can be killed and frozen. It never outlives this JVM. */
public final class ChildProcess implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 30;
  private static final int TAIL = 25;

  private final String name;
  private final Path log;
  private final Process process;
  private final Thread hook;

  private ChildProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.hook = new Thread(process::destroyForcibly, "end " + name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a process.
   *
   * @param log gets what it writes to stdout and stderr
   */
  public static ChildProcess start(String name, Path log, List<String> command) throws IOException {
    requireNonNull(name, "name is null");
    Files.createDirectories(log.getParent());
    return new ChildProcess(
        name,
        log,
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start());
  }

  /**
   * Starts a process with one variable more in its environment.
   *
   * @param log gets what it writes to stdout and stderr
   */
  static ChildProcess start(
      String name, Path log, List<String> command, String variable, String value)
      throws IOException {
    Files.createDirectories(log.getParent());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put(variable, value);
    return new ChildProcess(name, log, builder.start());
  }

  /** Waits for its end; empty when that does not come in time. */
  public OptionalInt awaitEnd(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(process.exitValue())
        : OptionalInt.empty();
  }

  /** The name it was given. */
  public String name() {
    return name;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /**
   * Fails when the process has ended.
   *
   * @throws AssertionError with the end of its log
   */
  public void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError(
          "%s ended with exit code %d; the end of %s:%n%s"
              .formatted(name, process.exitValue(), log, tail()));
    }
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
  }

  /** Ends it with SIGKILL and waits until it is gone. */
  public void kill() {
    process.destroyForcibly().onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Stops it where it is, with SIGSTOP: its connections stay open and silent. */
  public void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets a frozen process go on. */
  public void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    requireAlive();
    Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -%s of %s failed".formatted(signal, name));
    }
  }

  @Override
  public void close() {
    kill();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  @Override
  public String toString() {
    return "%s (pid %d)".formatted(name, pid());
  }
}
