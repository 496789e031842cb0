package io.mosaicgpt.model.engine.pool;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.MemoryLimit;
import io.mosaicgpt.model.engine.loop.KvLimit;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.KvMemory;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.forward.StepCosts;
import io.mosaicgpt.model.replica.DeviceMemory;
import io.mosaicgpt.model.replica.Replicas;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a {@link MemoryLimit} gives the KV cache. */
final class KvBudget {
  /** Bytes without limit. */
  static final long UNLIMITED = 0;

  private static final Logger LOG = LoggerFactory.getLogger(KvBudget.class);

  private KvBudget() {}

  /**
   * Positions that the slots of a model share, by the stricter of both limits.
   *
   * @throws IllegalArgumentException for a share of a memory whose size is not known, and for less
   *     memory than the smallest cache takes
   */
  static KvLimit limit(
      EngineSpec spec,
      ReplicaDevice device,
      ModelConfig config,
      ElementType type,
      int maxModelLen) {
    StepCosts costs = new StepCosts(config, type);
    long bytes =
        bytes(spec.maxKvMemory(), device.toString(), DeviceMemory.total(device), costs.heldBytes());
    return bytes == UNLIMITED
        ? KvLimit.ofTokens(spec.maxKvTokens())
        : limit(spec.maxKvTokens(), bytes, Replicas.kvMemory(config, type, device, maxModelLen));
  }

  static KvLimit limit(long maxKvTokens, long bytes, KvMemory memory) {
    long fitting = memory.positions(bytes);
    if (fitting < ReplicaOptions.POSITION_QUANTUM) {
      throw new IllegalArgumentException(
          "max-kv-memory comes to %d bytes, but must be at least %d, which %d positions take"
              .formatted(
                  bytes,
                  memory.bytes(ReplicaOptions.POSITION_QUANTUM),
                  ReplicaOptions.POSITION_QUANTUM));
    }
    return maxKvTokens != 0 && maxKvTokens <= fitting
        ? KvLimit.ofTokens(maxKvTokens)
        : new KvLimit(fitting, KvLimit.MEMORY);
  }

  static long bytes(MemoryLimit limit, String device, OptionalLong memory, long weights) {
    if (limit instanceof MemoryLimit.Size size) {
      return size.bytes();
    }
    if (limit instanceof MemoryLimit.Share share) {
      long total =
          memory.orElseThrow(
              () ->
                  new IllegalArgumentException(
                      ("max-kv-memory is %s, but how much memory %s has is not known: give a size"
                              + " such as 4g")
                          .formatted(share, device)));
      return Math.max(1, (long) (total * (share.percent() / 100)));
    }
    if (memory.isEmpty()) {
      LOG.warn(
          "How much memory {} has is not known: the KV cache may grow until every sequence has its"
              + " longest, unless max-kv-memory is given",
          device);
      return UNLIMITED;
    }
    // A model that hardly fits will run out of memory anyway, but not because of this.
    return Math.max(memory.getAsLong() / 16, (memory.getAsLong() - weights) / 2);
  }
}
