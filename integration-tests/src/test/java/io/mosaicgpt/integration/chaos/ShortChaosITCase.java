package io.mosaicgpt.integration.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The faults that every stream meets, on a cluster of separate JVMs. */
class ShortChaosITCase {
  private static final ChaosPlan PLAN =
      new ChaosPlan(7, 1, 20, 60, 200, Duration.ofMillis(500), Duration.ofMinutes(15));

  private static final List<Fault> FAULTS =
      List.of(Fault.TASK_MANAGER_KILLED, Fault.JOB_MANAGER_KILLED, Fault.RESCALED);

  @Test
  void generationsInMidSentenceGoOnWhereACheckpointLeftThem() throws Exception {
    try (ChaosRun run = ChaosRun.start(Path.of("target", "chaos", "short"), PLAN)) {
      for (Fault fault : FAULTS) {
        Toll toll = run.undergo(fault);
        System.out.println("[INFO] " + toll);
        assertThat(toll.restores()).as("restores after: %s", fault).isPositive();
        assertThat(toll.resumed()).as("tokens resumed after: %s", fault).isPositive();
      }
      Toll toll = run.undergo(Fault.LETHAL_REQUESTS);
      System.out.println("[INFO] " + toll);
      assertThat(toll.restores()).as("restores after lethal requests").isZero();
    }
  }
}
