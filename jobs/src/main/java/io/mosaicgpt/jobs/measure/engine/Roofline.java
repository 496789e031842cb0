package io.mosaicgpt.jobs.measure.engine;

import io.mosaicgpt.model.engine.EngineSetup;
import io.mosaicgpt.model.forward.StepCosts;
import io.mosaicgpt.model.probe.MachineRates;
import io.mosaicgpt.model.prompt.ServedModel;

/** What share of the machine's own rates a model's steps reach. */
final class Roofline {
  private final StepCosts costs;
  private final long kvBytesPerPosition;

  Roofline(ServedModel model, EngineSetup setup) {
    this.costs = new StepCosts(model.config(), setup.type());
    this.kvBytesPerPosition = setup.kvBytesPerPosition();
  }

  /** Bytes that decoding at batch 1 has to read per second, over what memory gives. */
  double decodeShare(DecodeBench.Rate rate, MachineRates machine) {
    double bytes = costs.weightBytes() + rate.context() * kvBytesPerPosition;
    return bytes / rate.secondsPerStep() / machine.readBytesPerSecond();
  }

  /** Operations of the blocks' linears per second of prefill, over the better matrix rate. */
  double prefillShare(double tokensPerSecond, MachineRates machine) {
    return costs.prefillFlops() * tokensPerSecond / machine.bestFlops();
  }
}
