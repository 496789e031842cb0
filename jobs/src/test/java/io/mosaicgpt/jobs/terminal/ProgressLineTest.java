package io.mosaicgpt.jobs.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong clock = new AtomicLong();

  private ProgressLine progress(boolean terminal) {
    return ProgressLine.of(
        new Terminal(false, terminal, 80),
        new PrintStream(bytes, true, StandardCharsets.UTF_8),
        clock::get,
        "Writing weights",
        ProgressUnit.MEGABYTES);
  }

  private String output() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void longWorkShowsABarAndLeavesACleanLine() {
    try (ProgressLine progress = progress(true)) {
      clock.set(2 * ProgressLine.QUIET_NANOS);
      progress.to(50_000_000, 100_000_000);
    }

    assertThat(output()).contains("Writing weights").contains("50/100 MB").endsWith(" \r");
  }

  @Test
  void shortWorkShowsNothing() {
    try (ProgressLine progress = progress(true)) {
      progress.to(1, 2);
    }

    assertThat(output()).isEmpty();
  }

  @Test
  void nothingIsShownWhenStderrIsNoTerminal() {
    try (ProgressLine progress = progress(false)) {
      clock.set(2 * ProgressLine.QUIET_NANOS);
      progress.to(1, 2);
    }

    assertThat(output()).isEmpty();
  }
}
