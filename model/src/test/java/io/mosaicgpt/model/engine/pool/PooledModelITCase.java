package io.mosaicgpt.model.engine.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.loop.GoldenPrompts;
import io.mosaicgpt.model.engine.loop.LoadedModel;
import io.mosaicgpt.model.replica.Replicas;
import io.mosaicgpt.model.replica.cpu.CpuReplica;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PooledModelITCase {
  @BeforeEach
  void asOnAGpu() {
    System.setProperty(Replicas.POOLED_PROPERTY, "true");
  }

  @AfterEach
  void asOnTheCpu() {
    System.clearProperty(Replicas.POOLED_PROPERTY);
  }

  @Test
  void jobsAreServedInThisForm() throws Exception {
    EngineSpec spec = EngineSpec.of(GoldenPrompts.directory("tiny").toString());
    ResolvedModel model = ResolvedModel.of(spec, devices -> devices.get(0));
    try (LoadedModel loaded = model.load(ProgressListener.NONE)) {
      assertThat(loaded.forward()).isNotInstanceOf(CpuReplica.class);
    }
  }
}
