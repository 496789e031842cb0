package io.mosaicgpt.model.engine;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.forward.StepTimes;

/**
 * Where the time of an engine that has work went, in nanoseconds. The parts are all of it: what the
 * engine waits for requests is not counted.
 *
 * @param model the model's own account; {@link StepTimes#NONE} if it keeps none
 * @param sampling choosing tokens from logits
 * @param host everything else: scheduling, laying out the step, calling the model, stop rules,
 *     events and their listeners
 */
public record LoopTimes(StepTimes model, long sampling, long host) {
  /** Before the first step. */
  public static final LoopTimes NONE = new LoopTimes(StepTimes.NONE, 0, 0);

  public LoopTimes {
    requireNonNull(model, "model is null");
  }

  /** All parts together. */
  public long total() {
    return model.total() + sampling + host;
  }

  /** What was spent after {@code earlier} times were taken. */
  public LoopTimes since(LoopTimes earlier) {
    return new LoopTimes(
        model.since(earlier.model), sampling - earlier.sampling, host - earlier.host);
  }
}
