package io.mosaicgpt.jobs.measure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mosaicgpt.model.probe.MachineRates;
import org.junit.jupiter.api.Test;

class RooflineTest {
  // The scripted model: one block of width 8 with a hidden layer of 8, 100 rows of embedding,
  // float32, and 64 bytes of KV a position.
  private static final long BLOCK = 4 * 8 * 8 + 2 * 8 * 8;

  private final ScriptedEngine engine = new ScriptedEngine(ScriptedEngine::count);
  private final Roofline roofline = new Roofline(engine.model(), engine.setup());

  @Test
  void aStepThatTakesAsLongAsReadingItsBytesIsAtTheLimitOfMemory() {
    double bytes = 4 * (BLOCK + 100 * 8) + 10 * 64;
    MachineRates machine = new MachineRates(1e6, 1, 1);

    assertThat(roofline.decodeShare(new DecodeBench.Rate(bytes / 1e6, 10), machine))
        .isCloseTo(1, within(1e-9));
    assertThat(roofline.decodeShare(new DecodeBench.Rate(2 * bytes / 1e6, 10), machine))
        .isCloseTo(0.5, within(1e-9));
  }

  @Test
  void prefillIsComparedWithTheBetterMatrixRate() {
    assertThat(roofline.prefillShare(1000, new MachineRates(1, 2.0 * BLOCK * 1000, 1)))
        .isCloseTo(1, within(1e-9));
    assertThat(roofline.prefillShare(1000, new MachineRates(1, 1, 2.0 * BLOCK * 4000)))
        .isCloseTo(0.25, within(1e-9));
  }
}
