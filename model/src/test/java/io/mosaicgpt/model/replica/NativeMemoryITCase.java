package io.mosaicgpt.model.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.WeightType;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Native memory is where it was after ten thousand steps, slots coming and going. */
class NativeMemoryITCase {
  private static final ModelConfig CONFIG = TestConfigs.tiny();
  private static final int SLOTS = 4;
  private static final int STEPS = 10_000;

  private static final int WINDOWS = 5;

  /** A leak of one tensor of logits a step would be 4 MB in every window, of an arena 16 MB. */
  private static final long SLACK_KB = 2 * 1024;

  private final Random random = new Random(1);

  @Test
  void tenThousandStepsLeaveManagersAndMemoryWhereTheyWere() throws Exception {
    try (Replica replica = load()) {
      run(replica, STEPS / 5);
      int resources = resources();
      assumeThat(residentKb()).as("resident memory can be read here").isPositive();

      // The Java heap and the allocator's caches grow in some window; a leak grows in every one.
      long leastGrowth = Long.MAX_VALUE;
      for (int window = 0; window < WINDOWS; window++) {
        long memory = residentKb();
        run(replica, STEPS / WINDOWS);
        leastGrowth = Math.min(leastGrowth, residentKb() - memory);
      }

      // Less is fine: something of an earlier test may have been collected.
      assertThat(resources()).as("native resources DJL holds").isLessThanOrEqualTo(resources);
      assertThat(leastGrowth).as("least growth of memory in a window, kB").isLessThan(SLACK_KB);
    }
  }

  @Test
  void aReplicaThatIsClosedLeavesNothing() throws Exception {
    load().close();
    int resources = resources();
    for (int i = 0; i < 20; i++) {
      try (Replica replica = load()) {
        run(replica, 5);
      }
    }
    assertThat(resources()).isEqualTo(resources);
  }

  private static Replica load() throws IOException {
    return Replica.load(
        MemoryCheckpoint.random(CONFIG, WeightType.FLOAT32, 1),
        new ReplicaOptions(ElementType.FLOAT32, ReplicaDevice.CPU, SLOTS, 1024, 512),
        LoadListener.NONE);
  }

  /** Each slot prefills some tokens, decodes some, and is released. */
  private void run(Replica replica, int steps) {
    int[] length = new int[SLOTS];
    for (int step = 0; step < steps; step++) {
      int slot = step % SLOTS;
      int count = length[slot] == 0 ? 10 + random.nextInt(100) : 1;
      replica.reserve(slot, length[slot] + count);
      StepOutput output =
          replica.forward(
              new StepBatch(
                  random.ints(count, 0, 512).toArray(),
                  new int[] {slot},
                  new int[] {length[slot]},
                  new int[] {count},
                  new int[] {count - 1}));
      assertThat(output.greedy()).hasSize(1);
      assertThat(output.logits(0)).hasSize(512);
      length[slot] += count;
      if (random.nextInt(20) == 0) {
        replica.release(slot);
        length[slot] = 0;
      }
    }
    for (int slot = 0; slot < SLOTS; slot++) {
      replica.release(slot);
    }
  }

  /** Everything below DJL's root manager, arrays and managers alike. */
  private static int resources() throws ReflectiveOperationException {
    try (NDManager base = Engine.getEngine(PyTorch.NAME).newBaseManager()) {
      return count(base.getParentManager()) - 1;
    }
  }

  private static int count(NDManager manager) throws ReflectiveOperationException {
    Field field = BaseNDManager.class.getDeclaredField("resources");
    field.setAccessible(true);
    int count = 0;
    for (Object resource : ((Map<?, ?>) field.get(manager)).values()) {
      count += 1 + (resource instanceof NDManager child ? count(child) : 0);
    }
    return count;
  }

  private static long residentKb() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
