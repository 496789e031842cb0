package io.mosaicgpt.jobs.measure.engine;

import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.probe.MachineProbe;
import io.mosaicgpt.model.probe.MachineRates;

/** Measures the machine in the model's matrix shapes and element type. */
@FunctionalInterface
interface MachineMeter {
  /** Measures, while the engine is idle. */
  MachineRates measure(InferenceEngine engine);

  /** By {@link MachineProbe}. */
  static MachineRates probe(InferenceEngine engine) {
    try (ProgressLine progress = ProgressLine.of("Measuring the machine", ProgressUnit.REQUESTS)) {
      MachineRates rates =
          MachineProbe.measure(
              engine.model().config(), engine.setup().type(), engine.setup().device());
      progress.to(1, 1);
      return rates;
    }
  }
}
