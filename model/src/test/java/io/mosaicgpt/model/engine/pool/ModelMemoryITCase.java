package io.mosaicgpt.model.engine.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.Checkpoints;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.MemoryLimit;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import org.junit.jupiter.api.Test;

class ModelMemoryITCase {
  private static EngineSpec spec(String model, String dtype, int length, MemoryLimit limit) {
    return new EngineSpec(model, dtype, "cpu", 4, 512, length, 0, "", true, limit, 0);
  }

  @Test
  void weightsAndKvCacheFollowFromModelTypeSlotsAndLength() throws Exception {
    ModelConfig config;
    try (var checkpoint = Checkpoints.embedded()) {
      config = checkpoint.config();
    }
    long position = 2L * config.nLayers() * config.dModel() * Float.BYTES;

    ModelMemory memory =
        ModelMemory.of(spec(EngineSpec.EMBEDDED, "auto", 100, new MemoryLimit.Auto()));

    assertThat(memory.type()).isEqualTo(ElementType.FLOAT32);
    assertThat(memory.device()).isEqualTo(ReplicaDevice.CPU);
    assertThat(memory.kvCache()).isEqualTo(4 * 128 * position); // lengths go up in steps of 64
    assertThat(memory.weights()).isBetween(10_000_000L, 50_000_000L);
    assertThat(memory.ofProcess()).isEqualTo(memory.weights() + memory.kvCache() + memory.steps());
  }

  @Test
  void aLimitOnTheCacheLimitsThePlan() throws Exception {
    ModelMemory limited =
        ModelMemory.of(
            spec(EngineSpec.EMBEDDED, "bfloat16", 1024, new MemoryLimit.Size(1_000_000)));

    assertThat(limited.type()).isEqualTo(ElementType.BFLOAT16);
    assertThat(limited.kvCache()).isBetween(500_000L, 1_000_000L);
  }

  @Test
  void aModelThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> ModelMemory.of(spec("/nowhere", "auto", 0, new MemoryLimit.Auto())))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("/nowhere");
  }
}
