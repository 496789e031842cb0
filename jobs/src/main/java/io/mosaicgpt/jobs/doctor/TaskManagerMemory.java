package io.mosaicgpt.jobs.doctor;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.process.MachineMemory;
import io.mosaicgpt.model.engine.pool.ModelMemory;
import io.mosaicgpt.model.forward.ElementType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a TaskManager that serves one model divides its memory. Nothing in Flink bounds what native
 * code takes, but process size and container have to have room for it.
 *
 * @param model what the engine takes
 */
public record TaskManagerMemory(ModelMemory model) {
  private static final int TASK_HEAP = 512;
  private static final int FRAMEWORK_HEAP = 128;
  private static final int FRAMEWORK_OFF_HEAP = 128;
  private static final int NETWORK = 64;
  private static final int METASPACE = 256;
  private static final int OVERHEAD = 256;
  private static final int FLINK =
      TASK_HEAP + FRAMEWORK_HEAP + FRAMEWORK_OFF_HEAP + NETWORK + METASPACE + OVERHEAD;

  public TaskManagerMemory {
    requireNonNull(model, "model is null");
  }

  /** What the whole process takes, in MiB. */
  public long megabytes() {
    return offHeap() + FLINK;
  }

  private long offHeap() {
    return (model.ofProcess() + (1 << 20) - 1) >> 20;
  }

  /** What Flink calls it, with the values of {@code config.yaml}. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("process.size", megabytes() + "m");
    settings.put("task.off-heap.size", offHeap() + "m");
    settings.put("task.heap.size", TASK_HEAP + "m");
    settings.put("framework.heap.size", FRAMEWORK_HEAP + "m");
    settings.put("framework.off-heap.size", FRAMEWORK_OFF_HEAP + "m");
    settings.put("managed.size", "0m"); // the state is on the heap, and small
    settings.put("network.min", NETWORK + "m");
    settings.put("network.max", NETWORK + "m");
    settings.put("jvm-metaspace.size", METASPACE + "m");
    settings.put("jvm-overhead.min", OVERHEAD + "m");
    settings.put("jvm-overhead.max", OVERHEAD + "m");
    return settings;
  }

  /**
   * Refuses a machine that does not have as much.
   *
   * @param name of the model
   * @throws BadInputException saying what takes how much
   */
  public void requireRoom(String name, MachineMemory machine) {
    long needed = megabytes() << 20;
    if (needed > machine.available()) {
      throw new BadInputException(
          "A TaskManager with the model %s takes %s (%s), and %s: %s."
              .formatted(
                  name, Sizes.megabytes(needed), parts(), room(needed, machine), remedy(machine)));
    }
  }

  /** What of the model's may be less does not help where there is no room for Flink alone. */
  private String remedy(MachineMemory machine) {
    if (machine.available() < (long) FLINK << 20) {
      return "give it more";
    }
    return model.type() == ElementType.FLOAT32
        ? "give it more, lower --max-num-seqs, --max-model-len or --max-kv-memory, or take --dtype"
            + " bfloat16"
        : "give it more, or lower --max-num-seqs, --max-model-len or --max-kv-memory";
  }

  /** What takes how much. */
  public String parts() {
    String flink = "%s for Flink and Java".formatted(Sizes.megabytes((long) FLINK << 20));
    String steps = "%s to compute".formatted(Sizes.megabytes(model.steps()));
    return model.device().cuda()
        ? "%s, %s".formatted(steps, flink)
        : "%s of weights in %s, at most %s of KV cache, %s, %s"
            .formatted(
                Sizes.megabytes(model.weights()),
                model.type(),
                Sizes.megabytes(model.kvCache()),
                steps,
                flink);
  }

  private static String room(long needed, MachineMemory machine) {
    return needed > machine.total()
        ? "this machine or container has %s".formatted(Sizes.megabytes(machine.total()))
        : "of the machine's %s only %s are available"
            .formatted(Sizes.megabytes(machine.total()), Sizes.megabytes(machine.available()));
  }
}
