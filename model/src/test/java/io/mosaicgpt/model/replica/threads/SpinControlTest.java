package io.mosaicgpt.model.replica.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mosaicgpt.model.replica.module.PyTorch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With the OpenMP library that PyTorch has loaded. */
class SpinControlTest {
  private OpenMpCrowd crowd;
  private SpinControl control;

  @BeforeEach
  void start() {
    PyTorch.start();
    Optional<OpenMpCrowd> found = OpenMpCrowd.find(1);
    assumeThat(found).as("a crowd: PyTorch does not use GNU OpenMP here").isPresent();
    crowd = found.orElseThrow();
    control = new SpinControl(crowd);
  }

  @AfterEach
  void stop() {
    control.close();
    assertThat(crowd.gathered()).isFalse();
  }

  @Test
  void threadsSpinOnceNothingElseWantedTheirCoresForSomeTime() {
    assertThat(crowd.gathered()).isTrue();
    judge(0.02, SpinControl.CALM_WINDOWS - 1);
    assertThat(crowd.gathered()).isTrue();
    judge(0.02, 1);
    assertThat(crowd.gathered()).isFalse();
    judge(0.02, SpinControl.CALM_WINDOWS);
    assertThat(crowd.gathered()).isFalse();
  }

  @Test
  void contentionLetsThemSleepAtOnceAndBeginsTheTimeAnew() {
    judge(0, SpinControl.CALM_WINDOWS);
    judge(0.3, 1);
    assertThat(crowd.gathered()).isTrue();
    judge(0, SpinControl.PATIENCE * SpinControl.CALM_WINDOWS - 1);
    judge(0.3, 1);
    judge(0, SpinControl.PATIENCE * SpinControl.CALM_WINDOWS - 1);
    assertThat(crowd.gathered()).isTrue();
    judge(0, 1);
    assertThat(crowd.gathered()).isFalse();
  }

  @Test
  void whereContentionComesBackThreadsSpinAfterEverLongerTimes() {
    int needed = SpinControl.CALM_WINDOWS;
    for (int times = 0; times < 6; times++) {
      judge(0, needed - 1);
      assertThat(crowd.gathered()).isTrue();
      judge(0, 1);
      assertThat(crowd.gathered()).isFalse();
      judge(0.3, 1);
      needed = Math.min(SpinControl.PATIENCE * needed, SpinControl.MOST_CALM_WINDOWS);
    }
  }

  @Test
  @Timeout(60)
  void aCrowdMakesMoreThreadsThanCoresUntilItIsDispersed() throws InterruptedException {
    assertThat(crowdThreads()).isGreaterThan(Runtime.getRuntime().availableProcessors());
    crowd.disperse();
    awaitNoCrowd();
    crowd.gather();
    assertThat(crowdThreads()).isGreaterThan(Runtime.getRuntime().availableProcessors());
    crowd.disperse();
    awaitNoCrowd();
  }

  private void judge(double waiting, int windows) {
    for (int i = 0; i < windows; i++) {
      control.judge(waiting);
    }
  }

  private static void awaitNoCrowd() throws InterruptedException {
    while (crowdThreads() > 0) {
      Thread.sleep(10);
    }
  }

  private static long crowdThreads() {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks.filter(task -> name(task).equals("mosaicgpt-crowd")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException e) {
      return ""; // It has ended.
    }
  }
}
