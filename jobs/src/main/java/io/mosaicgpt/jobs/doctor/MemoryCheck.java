package io.mosaicgpt.jobs.doctor;

import io.mosaicgpt.jobs.process.MachineMemory;
import java.util.List;

/** Memory for weights and KV cache, which live outside of Java's heap. */
final class MemoryCheck implements Check {
  private static final long LEAST = 2_000_000_000L;

  /** What the published model takes in bfloat16 with 16 sequences of moderate length. */
  private static final long FOR_THE_PUBLISHED_MODEL = 8_000_000_000L;

  @Override
  public List<Finding> look() {
    MachineMemory memory = MachineMemory.now();
    return List.of(finding(memory.available(), memory.total()));
  }

  static Finding finding(long available, long total) {
    String detail =
        "%s available of %s".formatted(Sizes.megabytes(available), Sizes.megabytes(total));
    if (available < LEAST) {
      return Finding.fail("memory", detail, "free some: the small model needs 2 GB with Flink");
    }
    if (available < FOR_THE_PUBLISHED_MODEL) {
      return Finding.warn(
          "memory",
          detail,
          "enough for small models; the published one takes about 8 GB in bfloat16");
    }
    return Finding.ok("memory", detail);
  }
}
