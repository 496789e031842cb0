package io.mosaicgpt.jobs.measure.engine;

import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepOutput;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * A model that finds one id likely after each other, whatever came before. It holds what was
 * written to each slot, and refuses a step that does not go on where the last one ended.
 */
public final class CountingModel implements ForwardModel {
  public static final int VOCABULARY = 10;

  private final IntUnaryOperator next;
  private final int[] capacities = new int[2];
  private final int[] held = new int[2];
  public boolean closed;
  public int steps;
  public int released;

  public CountingModel(IntUnaryOperator next) {
    this.next = next;
  }

  @Override
  public int slots() {
    return capacities.length;
  }

  @Override
  public int positionQuantum() {
    return 1;
  }

  @Override
  public long bytesPerPosition() {
    return 1;
  }

  @Override
  public int capacity(int slot) {
    return capacities[slot];
  }

  @Override
  public void reserve(int slot, int positions) {
    capacities[slot] = Math.max(capacities[slot], positions);
  }

  @Override
  public void release(int slot) {
    capacities[slot] = 0;
    held[slot] = 0;
    released++;
  }

  @Override
  public void copyPrefix(int fromSlot, int toSlot, int positions) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StepOutput forward(StepBatch batch) {
    steps++;
    for (int i = 0; i < batch.slots().length; i++) {
      int slot = batch.slots()[i];
      if (batch.starts()[i] != held[slot] || held[slot] + batch.counts()[i] > capacities[slot]) {
        throw new IllegalStateException("slot " + slot + " goes on elsewhere");
      }
      held[slot] += batch.counts()[i];
    }
    int[] ids = IntStream.of(batch.logitRows()).map(r -> batch.tokens()[r]).map(next).toArray();
    return new StepOutput() {
      @Override
      public int[] greedy() {
        return Arrays.copyOf(ids, ids.length);
      }

      @Override
      public float[] logits(int row) {
        float[] logits = new float[VOCABULARY];
        logits[ids[row]] = 1;
        return logits;
      }
    };
  }

  @Override
  public void close() {
    closed = true;
  }
}
