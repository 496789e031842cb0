package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepOutput;
import java.util.Arrays;

/** Some of a model's slots, for an engine to use as if there were no others; notes its steps. */
final class LentSlots extends ForwardingModel {
  private final int slots;
  private final int quantum;
  private final int failingStep;
  private boolean branches;
  private int steps;
  private int mixedSteps;
  private int laterChunks;
  private int fewRows;
  private int manyRows;

  /**
   * Slots that hold nothing.
   *
   * @param failingStep the step that fails in native code, 0 for none
   */
  LentSlots(ForwardModel model, int slots, int quantum, int failingStep) {
    super(model);
    this.slots = slots;
    this.quantum = quantum;
    this.failingStep = failingStep;
  }

  /** From now on as a model that computes no trees. */
  LentSlots withoutTrees() {
    branches = true;
    return this;
  }

  @Override
  public boolean computesTrees() {
    return !branches && super.computesTrees();
  }

  int steps() {
    return steps;
  }

  @Override
  public StepOutput forward(StepBatch batch) {
    int prompts = 0;
    for (int i = 0; i < batch.counts().length; i++) {
      if (batch.counts()[i] > 1) {
        prompts++;
        laterChunks += batch.starts()[i] > 0 ? 1 : 0;
      }
    }
    int rows = Arrays.stream(batch.counts()).sum();
    steps++;
    mixedSteps += prompts > 0 && prompts < batch.counts().length ? 1 : 0;
    fewRows += rows < 4 ? 1 : 0;
    manyRows += rows >= 64 ? 1 : 0;
    return steps == failingStep ? fail(batch) : model.forward(batch);
  }

  /** Computes nonsense first, as a step might that fails late. */
  private StepOutput fail(StepBatch batch) {
    model.forward(withTokens(batch, 0));
    return model.forward(withTokens(batch, Integer.MAX_VALUE));
  }

  private static StepBatch withTokens(StepBatch batch, int token) {
    int[] tokens = new int[batch.tokens().length];
    Arrays.fill(tokens, token);
    return new StepBatch(
        tokens, batch.slots(), batch.starts(), batch.counts(), batch.logitRows(), batch.trees());
  }

  /** What the steps were, with what else is known of a run. */
  InvarianceFacts facts(EngineStats stats, int resumed) {
    return new InvarianceFacts(
        steps,
        mixedSteps,
        laterChunks,
        fewRows,
        manyRows,
        stats.preemptions(),
        stats.prefixHits(),
        stats.prefixWaits(),
        stats.failures(),
        resumed);
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public int positionQuantum() {
    return quantum;
  }

  /** The model stays. */
  @Override
  public void close() {}
}
