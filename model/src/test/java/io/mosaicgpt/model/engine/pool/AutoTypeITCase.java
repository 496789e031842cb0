package io.mosaicgpt.model.engine.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.replica.Replicas;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code dtype auto} takes on this processor. */
class AutoTypeITCase {
  @Test
  void aLargeModelIsInBfloat16WhereTheProcessorCanServeIt() {
    ElementType large = ResolvedModel.typeFor(1_300_000_000, ReplicaDevice.CPU);

    boolean x86 = Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
    boolean served = x86 || Replicas.hasBfloat16(ReplicaDevice.CPU);
    assertThat(large).isEqualTo(served ? ElementType.BFLOAT16 : ElementType.FLOAT32);
    assertThat(ResolvedModel.typeFor(1_000_000, ReplicaDevice.CPU)).isEqualTo(ElementType.FLOAT32);
    EngineSpec spec = new EngineSpec(EngineSpec.EMBEDDED, large.toString(), "cpu", 1, 64, 0, 0, "");
    try (InferenceEngine engine = EngineRegistry.acquire(spec)) {
      assertThat(engine.setup().type()).isEqualTo(large);
    }
  }

  @Test
  void theHashOfWhatOtherMachinesServeIsKnownWithoutTheirDevices() {
    EngineSpec auto = EngineSpec.of(EngineSpec.EMBEDDED);
    try (ModelOutline outline = ModelOutline.elsewhere(auto);
        ModelOutline other = ModelOutline.elsewhere(auto.withDtype("bfloat16"));
        InferenceEngine engine = EngineRegistry.acquire(outline.spec())) {
      assertThat(outline.spec()).isEqualTo(auto.withDtype("float32"));
      assertThat(outline.model().hash()).isEqualTo(engine.model().hash()).hasSize(64);
      assertThat(other.model().hash()).isNotEqualTo(outline.model().hash());
    }
  }

  @Test
  void aTemperatureThatTheSpecBringsGoesBeforeThatOfTheModel() {
    EngineSpec own = EngineSpec.of(EngineSpec.EMBEDDED).withDtype("float32");
    EngineSpec brought = own.withLabelTemperature(2.5);
    try (ModelOutline outline = ModelOutline.of(brought);
        InferenceEngine engine = EngineRegistry.acquire(brought);
        InferenceEngine other = EngineRegistry.acquire(own)) {
      assertThat(outline.model().calibration().labelTemperature()).isEqualTo(2.5);
      assertThat(engine.model().calibration().labelTemperature()).isEqualTo(2.5);
      assertThat(engine.model().hash()).isEqualTo(other.model().hash());
      assertThat(other.model().calibration()).isNotEqualTo(engine.model().calibration());
      assertThat(brought.withDtype("int8").absolute().labelTemperature()).isEqualTo(2.5);
    }
  }
}
