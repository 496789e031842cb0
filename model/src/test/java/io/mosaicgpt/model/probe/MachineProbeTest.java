package io.mosaicgpt.model.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.replica.cpu.TestConfigs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MachineProbeTest {
  @ParameterizedTest
  @EnumSource(ElementType.class)
  void theMachineIsMeasuredWithTheModulesOwnLinears(ElementType type) {
    ModelConfig config = TestConfigs.tiny();

    MachineRates rates = MachineProbe.measure(config, type, ReplicaDevice.CPU, 1 << 20);

    // Bounds that no machine of this century misses, so that a wrong unit is seen.
    assertThat(rates.readBytesPerSecond()).isBetween(5e8, 5e12);
    assertThat(rates.flopsAt256Rows()).isBetween(1e8, 1e14);
    assertThat(rates.flopsAt512Rows()).isBetween(1e8, 1e14);
    assertThat(rates.bestFlops())
        .isEqualTo(Math.max(rates.flopsAt256Rows(), rates.flopsAt512Rows()));
  }
}
