package io.mosaicgpt.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Native memory is where it was after two thousand steps of many shapes. */
class TrainingMemoryITCase {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int WINDOWS = 5;
  private static final int STEPS = 400;

  /** A leak of this model's gradients would be 200 MB in every window. */
  private static final long SLACK_KB = 4 * 1024;

  @Test
  void twoThousandStepsLeaveMemoryWhereItWas() throws IOException {
    assumeTrue(Files.exists(STATUS), "resident memory can be read here");
    TrainingOptions options =
        TrainingOptions.builder().dropout(0.1).averageDecay(0.99).microBatchTokens(60).build();
    try (Trainer trainer = Fixtures.trainer("tiny", options)) {
      train(trainer, STEPS);
      // The Java heap and the allocator's caches grow in some window; a leak grows in every one.
      long leastGrowth = Long.MAX_VALUE;
      for (int window = 0; window < WINDOWS; window++) {
        long before = residentKb();
        train(trainer, STEPS);
        leastGrowth = Math.min(leastGrowth, residentKb() - before);
      }
      assertThat(leastGrowth).as("least growth of memory in a window, kB").isLessThan(SLACK_KB);
    }
  }

  private static void train(Trainer trainer, int steps) {
    for (int i = 0; i < steps; i++) {
      trainer.train(Fixtures.rows(i % 7, 2 + i % 4, 512));
    }
  }

  private static long residentKb() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
