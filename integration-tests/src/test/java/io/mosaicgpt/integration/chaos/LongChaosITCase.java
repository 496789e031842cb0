package io.mosaicgpt.integration.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault, in an order that follows from a seed, on three brokers. Runs with {@code mvn verify
 * -P chaos}; the properties {@value #SEEDS} and {@value #TIMES} say more.
 */
@Tag("chaos")
class LongChaosITCase {
  /** Seeds, separated by commas; a run for each. */
  private static final String SEEDS = "mosaicgpt.chaos.seeds";

  /** How often each fault strikes in a run. */
  private static final String TIMES = "mosaicgpt.chaos.times";

  /** Names of faults, separated by commas; all unless given. */
  private static final String FAULTS = "mosaicgpt.chaos.faults";

  /** Of all seeds. */
  private static final List<Toll> TOLLS = new ArrayList<>();

  private static Stream<Long> seeds() {
    return Arrays.stream(System.getProperty(SEEDS, "1,2,3").split(",")).map(Long::valueOf);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingIsLostNothingComesTwiceAndEveryTextIsTheUndisturbedOne(long seed) throws Exception {
    ChaosPlan plan =
        new ChaosPlan(seed, 3, 30, 60, 300, Duration.ofSeconds(1), Duration.ofSeconds(15));
    Path directory = Path.of("target", "chaos", "seed-" + seed);
    try (ChaosRun run = ChaosRun.start(directory, plan)) {
      for (Fault fault : Schedule.of(seed, Integer.getInteger(TIMES, 1), faults(run))) {
        Toll toll = run.undergo(fault);
        System.out.println("[INFO] " + toll);
        TOLLS.add(toll);
      }
    }
  }

  @AfterAll
  static void print() throws IOException {
    List<String> table = TollTable.of(TOLLS);
    Files.write(Path.of("target", "chaos", "tolls.md"), table);
    table.forEach(System.out::println);
  }

  private static List<Fault> faults(ChaosRun run) {
    String given = System.getProperty(FAULTS, "");
    List<Fault> faults =
        new ArrayList<>(
            given.isEmpty()
                ? List.of(Fault.values())
                : Arrays.stream(given.split(",")).map(Fault::valueOf).toList());
    if (!run.checkpointDisk().canBeFilled() && faults.remove(Fault.CHECKPOINT_DISK_FULL)) {
      System.out.println(
          "[INFO] No disk may be mounted here: left out: " + Fault.CHECKPOINT_DISK_FULL);
    }
    return faults;
  }
}
