package io.mosaicgpt.integration.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.integration.process.ChildProcess;
import io.mosaicgpt.integration.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/**
 * A labelling that is killed with SIGKILL at moments of a seed, and given again until it is
 * through. Rows are generated, so that most kills come in the middle of some; every tenth is no
 * row.
 */
final class LabelCrashes {
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final Path directory;
  private final int rows;
  private final Random random;

  /**
   * @param directory of input, outputs and logs
   */
  LabelCrashes(Path directory, int rows, long seed) {
    this.directory = directory;
    this.rows = rows;
    this.random = new Random(seed);
  }

  /** Kills so often, in as many labellings as that takes, and compares each with an undisturbed. */
  void run(int kills) throws IOException, InterruptedException {
    write();
    long millis = undisturbed();
    List<String> expected = sorted("undisturbed");
    assertThat(expected).hasSize(rows).doesNotHaveDuplicates();
    int left = kills;
    for (int round = 0; left > 0; round++) {
      String output = "killed-" + round;
      boolean ended = false;
      while (!ended) {
        Duration moment =
            left == 0 ? PATIENCE : Duration.ofMillis((long) (millis * random.nextDouble() / 2));
        ended = endsWithin(moment, output, expected);
        left -= ended ? 0 : 1;
      }
      assertThat(sorted(output)).isEqualTo(expected);
    }
  }

  /** Returns how long the rows have taken, without the start of the JVM. */
  private long undisturbed() throws IOException, InterruptedException {
    try (ChildProcess process = start("undisturbed")) {
      awaitBegin(process, "undisturbed");
      long start = System.nanoTime();
      assertThat(process.awaitEnd(PATIENCE)).as(log("undisturbed")).hasValue(3);
      return (System.nanoTime() - start) / 1_000_000;
    }
  }

  /** True if it was through before it was killed. */
  private boolean endsWithin(Duration moment, String output, List<String> expected)
      throws IOException, InterruptedException {
    try (ChildProcess process = start(output)) {
      awaitBegin(process, output);
      OptionalInt exitCode = process.awaitEnd(moment);
      if (exitCode.isPresent()) {
        assertThat(exitCode).as(log(output)).hasValue(3);
        return true;
      }
    }
    if (Files.exists(output(output))) {
      assertThat(sorted(output)).isEqualTo(expected); // whole, or not there
    }
    return false;
  }

  /** Waits until rows are answered, or it has ended. */
  private void awaitBegin(ChildProcess process, String output)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!log(output).contains("Labelling ")
        && process.awaitEnd(Duration.ofMillis(20)).isEmpty()) {
      assertThat(System.nanoTime()).as(log(output)).isLessThan(deadline);
    }
  }

  private void write() throws IOException {
    StringBuilder text = new StringBuilder("text,n\n");
    for (int i = 0; i < rows; i++) {
      text.append(i % 10 == 9 ? "no,row," + i : "\"Tell me\nof %d, please\",%d".formatted(i, i));
      text.append('\n');
    }
    Files.writeString(directory.resolve("in.csv"), text);
  }

  private ChildProcess start(String output) throws IOException {
    return Program.start(
        directory.resolve(output + ".log"),
        directory.resolve("home"),
        "label",
        "--input=" + directory.resolve("in.csv"),
        "--output=" + output(output),
        "--instruction=Say something.",
        "--max-tokens=24",
        "--regex=[A-Za-z ,.]{40}[A-Za-z ,.]*",
        "--temperature=1",
        "--max-num-seqs=4",
        "--checkpoint-interval=200ms");
  }

  private Path output(String output) {
    return directory.resolve(output + ".jsonl");
  }

  private List<String> sorted(String output) throws IOException {
    return Files.readAllLines(output(output)).stream().sorted().toList();
  }

  private String log(String output) throws IOException {
    return Files.readString(directory.resolve(output + ".log"));
  }
}
