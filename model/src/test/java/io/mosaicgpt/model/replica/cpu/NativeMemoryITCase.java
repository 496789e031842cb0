package io.mosaicgpt.model.replica.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepOutput;
import io.mosaicgpt.model.replica.module.PyTorch;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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
    Set<Object> others = resources();
    try (CpuReplica replica = load()) {
      run(replica, STEPS / 5);
      int resources = resourcesBeside(others).size();
      assumeThat(residentKb()).as("resident memory can be read here").isPositive();

      // The Java heap and the allocator's caches grow in some window; a leak grows in every one.
      long leastGrowth = Long.MAX_VALUE;
      for (int window = 0; window < WINDOWS; window++) {
        long memory = residentKb();
        run(replica, STEPS / WINDOWS);
        leastGrowth = Math.min(leastGrowth, residentKb() - memory);
      }

      assertThat(resourcesBeside(others).size())
          .as("native resources DJL holds")
          .isEqualTo(resources);
      assertThat(leastGrowth).as("least growth of memory in a window, kB").isLessThan(SLACK_KB);
    }
  }

  @Test
  void aReplicaThatIsClosedLeavesNothing() throws Exception {
    load().close();
    Set<Object> others = resources();
    for (int i = 0; i < 20; i++) {
      try (CpuReplica replica = load()) {
        run(replica, 5);
      }
    }
    assertThat(resourcesBeside(others).size()).as("native resources DJL holds").isZero();
  }

  private static CpuReplica load() throws IOException {
    return CpuReplica.load(
        MemoryCheckpoint.random(CONFIG, WeightType.FLOAT32, 1),
        new ReplicaOptions(ElementType.FLOAT32, ReplicaDevice.CPU, SLOTS, 1024, 512),
        ProgressListener.NONE);
  }

  /** Each slot prefills some tokens, decodes some, and is released. */
  private void run(CpuReplica replica, int steps) {
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

  /**
   * What has come since. Others may go meanwhile: an engine of an earlier test in this JVM is
   * unloaded half a minute after its last user left.
   */
  private static Set<Object> resourcesBeside(Set<Object> others)
      throws ReflectiveOperationException {
    Set<Object> resources = resources();
    resources.removeAll(others);
    return resources;
  }

  /** Everything below DJL's root manager, arrays and managers alike, by identity. */
  private static Set<Object> resources() throws ReflectiveOperationException {
    NDManager root;
    try (NDManager base = Engine.getEngine(PyTorch.NAME).newBaseManager()) {
      root = base.getParentManager();
    }
    Set<Object> resources = Collections.newSetFromMap(new IdentityHashMap<>());
    addResources(root, resources);
    return resources;
  }

  private static void addResources(NDManager manager, Set<Object> resources)
      throws ReflectiveOperationException {
    Field field = BaseNDManager.class.getDeclaredField("resources");
    field.setAccessible(true);
    for (Object resource : ((Map<?, ?>) field.get(manager)).values()) {
      resources.add(resource);
      if (resource instanceof NDManager child) {
        addResources(child, resources);
      }
    }
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
