package io.mosaicgpt.model.replica.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On directories such as Linux has in /proc/self/task. */
class RunQueueWaitsTest {
  @TempDir private Path tasks;

  @Test
  void theLongestWaitSinceTheLastLookCounts() throws IOException {
    RunQueueWaits waits = RunQueueWaits.of(task("1", "engine", 500));
    task("2", "engine", 700);
    assertThat(waits.longest()).as("what a new thread waited before").isZero();

    task("1", "engine", 530);
    task("2", "engine", 710);
    assertThat(waits.longest()).isEqualTo(30);
    task("2", "engine", 790);
    assertThat(waits.longest()).isEqualTo(80);
    assertThat(waits.longest()).isZero();
  }

  @Test
  void threadsOfOtherNamesDoNotCountUntilTheirIdIsGivenOutAgain() throws IOException {
    Path stranger = task("2", "GC", 0);
    RunQueueWaits waits = RunQueueWaits.of(task("1", "engine", 0));
    task("2", "GC", 100);
    assertThat(waits.longest()).isZero();

    end(stranger);
    assertThat(waits.longest()).isZero();
    task("2", "engine", 100);
    assertThat(waits.longest()).isZero();
    task("2", "engine", 140);
    assertThat(waits.longest()).isEqualTo(40);
  }

  @Test
  void aThreadMayEnd() throws IOException {
    Path worker = task("2", "engine", 10);
    RunQueueWaits waits = RunQueueWaits.of(task("1", "engine", 10));
    end(worker);
    task("1", "engine", 15);

    assertThat(waits.longest()).isEqualTo(5);
  }

  @Test
  void aSystemThatDoesNotCountIsRefused() throws IOException {
    Path task = task("1", "engine", 0);
    Files.delete(task.resolve("schedstat"));

    assertThatThrownBy(() -> RunQueueWaits.of(task)).isInstanceOf(IOException.class);
    Files.writeString(task.resolve("schedstat"), "0\n");
    assertThatThrownBy(() -> RunQueueWaits.of(task)).isInstanceOf(IOException.class);
  }

  private Path task(String id, String name, long waited) throws IOException {
    Path task = Files.createDirectories(tasks.resolve(id));
    Files.writeString(task.resolve("comm"), name + "\n");
    Files.writeString(task.resolve("schedstat"), "123456 %d 7\n".formatted(waited));
    return task;
  }

  private static void end(Path task) throws IOException {
    Files.delete(task.resolve("comm"));
    Files.delete(task.resolve("schedstat"));
    Files.delete(task);
  }
}
