package io.mosaicgpt.integration.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.integration.Await;
import io.mosaicgpt.integration.command.CommandLineRun;
import io.mosaicgpt.integration.process.ChildProcess;
import io.mosaicgpt.integration.process.Program;
import io.mosaicgpt.integration.process.ProvingGround;
import io.mosaicgpt.jobs.cluster.RemoteCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;

/**
 * The label command on a cluster of separate JVMs, over rows that take long enough for a process to
 * be killed in the middle of some. They lie in several files, so that every TaskManager gets some;
 * every tenth is no row.
 */
final class ClusterLabelling implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final int FILES = 8;
  private static final int ERROR_ROWS = 3;
  private static final int BAD_INPUT = 2;
  private static final int STOPPED = 1;

  private final ProvingGround ground;
  private final Path directory;
  private final Random random = new Random(5);
  private int starts;

  private ClusterLabelling(ProvingGround ground, Path directory) {
    this.ground = ground;
    this.directory = directory;
  }

  /**
   * Starts a cluster of two TaskManagers, and writes the rows.
   *
   * @param directory of the run, which is emptied
   */
  static ClusterLabelling start(Path directory, int rows) throws Exception {
    ProvingGround ground = ProvingGround.start(directory, 0, 2);
    ClusterLabelling labelling = new ClusterLabelling(ground, directory.toAbsolutePath());
    labelling.write(rows);
    return labelling;
  }

  private void write(int rows) throws IOException {
    Path input = Files.createDirectories(directory.resolve("in"));
    for (int file = 0; file < FILES; file++) {
      StringBuilder text = new StringBuilder("text,n\n");
      for (int i = file; i < rows; i += FILES) {
        text.append(i % 10 == 9 ? "no,row," + i : "\"Tell me\nof %d, please\",%d".formatted(i, i));
        text.append('\n');
      }
      Files.writeString(input.resolve(file + ".csv"), text);
    }
  }

  ProvingGround ground() {
    return ground;
  }

  private List<String> arguments(String output, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "label",
                "--input=" + directory.resolve("in"),
                "--output=" + output(output),
                "--instruction=Say something.",
                "--max-tokens=24",
                "--regex=[A-Za-z ,.]{40}[A-Za-z ,.]*",
                "--temperature=1",
                "--parallelism=2",
                "--checkpoint-interval=300ms"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  /** What a run in this JVM gives, as sorted lines. */
  List<String> local(String output) throws IOException {
    CommandLineRun run = CommandLineRun.of(arguments(output));
    assertThat(run.exitCode()).as(run::err).isEqualTo(ERROR_ROWS);
    return sorted(output);
  }

  /** What a run in this JVM is refused with. */
  String localRefusal(String output) {
    CommandLineRun run = CommandLineRun.of(arguments(output));
    assertThat(run.exitCode()).as(run::err).isEqualTo(BAD_INPUT);
    return run.err();
  }

  /** Starts the command on the cluster, where rows take longer since each is computed alone. */
  ChildProcess client(String output, String... more) throws IOException {
    List<String> arguments =
        arguments(output, "--max-num-seqs=1", "--job-manager=" + ground.flink().address());
    arguments.addAll(List.of(more));
    return Program.start(
        log(output, ++starts), directory.resolve("home"), arguments.toArray(String[]::new));
  }

  private Path log(String output, int start) {
    return directory.resolve("logs").resolve("%s-%d.log".formatted(output, start));
  }

  /** What the client that was started last has said. */
  String said(String output) throws IOException {
    return Files.readString(log(output, starts));
  }

  /**
   * Waits until the client that was started last has said something.
   *
   * @return false when it was through before
   */
  boolean awaitSaid(ChildProcess client, String output, String words) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!said(output).contains(words)) {
      OptionalInt exitCode = client.awaitEnd(Duration.ofMillis(20));
      if (exitCode.isPresent()) {
        assertThat(exitCode).as(said(output)).hasValue(ERROR_ROWS);
        return said(output).contains(words);
      }
      assertThat(System.nanoTime()).as(said(output)).isLessThan(deadline);
    }
    return true;
  }

  /** Waits until as many subtasks have left results that are whole. */
  void awaitResultsOf(int subtasks, String output) throws Exception {
    Await.until(
        "results of %d subtasks".formatted(subtasks),
        PATIENCE,
        () -> writers(output).size() >= subtasks);
  }

  /** Each subtask's files of answers have a name of their own. */
  private Set<String> writers(String output) throws IOException {
    Path place = directory.resolve("." + output + ".jsonl.mosaicgpt");
    try (Stream<Path> files = Files.walk(place)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("rows-answered-.*\\.jsonl"))
          .map(name -> name.replaceFirst("-\\d+\\.jsonl$", ""))
          .collect(Collectors.toSet());
    } catch (NoSuchFileException | UncheckedIOException e) {
      return Set.of(); // not yet, or just being renamed
    }
  }

  /** Kills a TaskManager that has tasks, and starts another one. */
  void replaceTaskManager() throws Exception {
    ground.flink().killTaskManager(ground.flink().busyTaskManager(random));
    ground.flink().startTaskManager();
  }

  /**
   * Ends the job of the client that was started last with a savepoint, as {@code flink stop} does.
   */
  void stopJob(String output) throws IOException {
    Matcher accepted = Pattern.compile("Job (\\w+) is accepted").matcher(said(output));
    assertThat(accepted.find()).as(said(output)).isTrue();
    RemoteCluster.at(ground.flink().address())
        .stop(JobID.fromHexString(accepted.group(1)), directory.resolve("savepoints").toString());
  }

  /** Waits for the client's end with its job, before every row has its result. */
  void awaitStopped(ChildProcess client, String output) throws Exception {
    assertThat(client.awaitEnd(PATIENCE)).as(said(output)).hasValue(STOPPED);
  }

  /** Waits for the client's end, with every row in the output. */
  void awaitEnd(ChildProcess client, String output) throws Exception {
    assertThat(client.awaitEnd(PATIENCE)).as(said(output)).hasValue(ERROR_ROWS);
  }

  boolean isThere(String output) {
    return Files.exists(output(output));
  }

  private Path output(String output) {
    return directory.resolve(output + ".jsonl");
  }

  List<String> sorted(String output) throws IOException {
    return Files.readAllLines(output(output)).stream().sorted().toList();
  }

  @Override
  public void close() {
    ground.close();
  }
}
