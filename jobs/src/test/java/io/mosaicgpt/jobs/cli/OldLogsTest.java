package io.mosaicgpt.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldLogsTest {
  /** No system gives a process such a number. */
  private static final long NOBODY = 4_000_000_000_000L;

  @TempDir private Path directory;

  @Test
  void theNewestLogsStayWithAllTheirFiles() throws IOException {
    log("run-20260101-000000-" + NOBODY + ".log");
    log("run-20260101-000000-" + NOBODY + ".log.1");
    log("demo-20260102-000000-" + NOBODY + ".log");
    log("run-20260103-000000-" + NOBODY + ".log");
    log("run-20260103-000000-" + NOBODY + ".log.1");

    OldLogs.prune(directory, 2);

    assertThat(names())
        .containsExactlyInAnyOrder(
            "demo-20260102-000000-" + NOBODY + ".log",
            "run-20260103-000000-" + NOBODY + ".log",
            "run-20260103-000000-" + NOBODY + ".log.1");
  }

  @Test
  void theLogOfALiveProcessStaysHoweverOldItIs() throws IOException {
    String alive = "run-20250101-000000-" + ProcessHandle.current().pid() + ".log";
    log(alive);
    log("run-20260101-000000-" + NOBODY + ".log");

    OldLogs.prune(directory, 0);

    assertThat(names()).containsExactly(alive);
  }

  /** As in a container, where each start has process 1. */
  @Test
  void anotherProcessOfTheSameNumberKeepsNoLog() throws IOException {
    String number = String.valueOf(ProcessHandle.current().pid());
    log("run-20260101-000000-" + number + ".log");
    log("run-20260102-000000-" + number + ".log");
    Instant before = ProcessHandle.current().info().startInstant().orElseThrow().minusSeconds(10);
    for (String name : names()) {
      Files.setLastModifiedTime(directory.resolve(name), FileTime.from(before));
    }

    OldLogs.prune(directory, 1);

    assertThat(names()).containsExactly("run-20260102-000000-" + number + ".log");
  }

  @Test
  void whatIsNoLogOfOursStays() throws IOException {
    log("notes.log");
    log("run-20260101-000000-1.log.gz");

    OldLogs.prune(directory, 0);

    assertThat(names()).containsExactlyInAnyOrder("notes.log", "run-20260101-000000-1.log.gz");
  }

  private void log(String name) throws IOException {
    Files.createFile(directory.resolve(name));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
