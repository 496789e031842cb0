package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.forward.EngineFailure;
import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepOutput;
import io.mosaicgpt.model.forward.TokenTree;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/**
 * A model whose logits are a hash of the tokens its slot holds, and of nothing else: a wrong slot,
 * position or arena gives other tokens. Refuses what a device could not do.
 */
public final class HashingModel implements ForwardModel {
  private final int quantum;
  private final int usableVocab;
  private final long totalPositions;
  private final int[][] arenas;
  private final int[] computed;
  private long generation;
  private boolean closed;
  private int steps;
  private int faults;
  private Thread owner;

  /** Thrown by the next step, if not null. */
  public volatile RuntimeException failure;

  /** Steps that fail, after they have left nonsense in all slots. */
  volatile Predicate<StepBatch> fault = batch -> false;

  /** A history that ends with this token has NaN logits. */
  volatile int poison = -1;

  /** Whether steps may have trees. */
  volatile boolean trees = true;

  /** Nanoseconds that a step takes. */
  volatile long stepNanos;

  private volatile CountDownLatch hanging = new CountDownLatch(0);

  public HashingModel(int slots, int quantum, long totalPositions, int usableVocab) {
    this.quantum = quantum;
    this.usableVocab = usableVocab;
    this.totalPositions = totalPositions;
    this.arenas = new int[slots][0];
    this.computed = new int[slots];
  }

  /** From now on no step ends before the latch is counted down. */
  public CountDownLatch hang() {
    hanging = new CountDownLatch(1);
    return hanging;
  }

  private static void awaitEnd(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The logits behind a history, a pure function. Coarse, so that equal ones occur. */
  static float[] logits(int[] history, int length, int usableVocab) {
    long hash = 0;
    for (int i = 0; i < length; i++) {
      hash = mix(hash + history[i] + 1);
    }
    float[] logits = new float[usableVocab];
    for (int id = 0; id < usableVocab; id++) {
      hash = mix(hash);
      logits[id] = (hash >>> 59) / 4f - 4f;
    }
    return logits;
  }

  private static long mix(long x) {
    long z = x + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  static int argmax(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  int steps() {
    return steps;
  }

  int faults() {
    return faults;
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public int slots() {
    return arenas.length;
  }

  @Override
  public int positionQuantum() {
    return quantum;
  }

  @Override
  public long bytesPerPosition() {
    return Integer.BYTES;
  }

  @Override
  public int capacity(int slot) {
    return arenas[slot].length;
  }

  @Override
  public void reserve(int slot, int positions) {
    requireOwner();
    int rounded = (positions + quantum - 1) / quantum * quantum;
    if (rounded > arenas[slot].length) {
      arenas[slot] = Arrays.copyOf(arenas[slot], rounded);
    }
    require(
        Arrays.stream(arenas).mapToLong(a -> a.length).sum() <= totalPositions, "out of memory");
  }

  @Override
  public void release(int slot) {
    requireOwner();
    arenas[slot] = new int[0];
    computed[slot] = 0;
  }

  @Override
  public void copyPrefix(int fromSlot, int toSlot, int positions) {
    requireOwner();
    require(positions <= computed[fromSlot], "copying what was never computed");
    System.arraycopy(arenas[fromSlot], 0, arenas[toSlot], 0, positions);
    computed[toSlot] = positions;
  }

  @Override
  public boolean computesTrees() {
    return trees;
  }

  @Override
  public StepOutput forward(StepBatch batch) {
    requireOwner();
    if (failure != null) {
      throw failure;
    }
    if (fault.test(batch)) {
      faults++;
      Arrays.stream(arenas).forEach(arena -> Arrays.fill(arena, -faults));
      throw new EngineFailure("PyTorch failed", null);
    }
    awaitEnd(hanging);
    if (stepNanos > 0) {
      java.util.concurrent.locks.LockSupport.parkNanos(stepNanos);
    }
    steps++;
    float[][] rows = new float[batch.logitRows().length][];
    Set<Integer> seen = new HashSet<>();
    int index = 0;
    int row = 0;
    for (int i = 0; i < batch.slots().length; i++) {
      int slot = batch.slots()[i];
      require(seen.add(slot), "a slot twice");
      require(batch.counts()[i] >= 1, "an empty segment");
      require(batch.starts()[i] <= computed[slot], "a hole before the segment");
      for (int j = 0; j < batch.counts()[i]; j++) {
        int position = batch.starts()[i] + j;
        require(position < arenas[slot].length, "a position without memory");
        arenas[slot][position] = batch.tokens()[index];
        computed[slot] = position + 1;
        if (row < rows.length && batch.logitRows()[row] == index) {
          rows[row++] = rowAt(slot, position, batch.trees()[i]);
        }
        index++;
      }
    }
    require(index == batch.tokens().length && row == rows.length, "tokens or rows left over");
    return new Output(rows, ++generation);
  }

  private float[] rowAt(int slot, int position, TokenTree tree) {
    int[] history = Arrays.copyOf(arenas[slot], position + 1);
    if (position >= tree.trunk()) {
      int[] path = tree.pathTo(position);
      history = Arrays.copyOf(history, tree.trunk() + path.length);
      for (int i = 0; i < path.length; i++) {
        history[tree.trunk() + i] = arenas[slot][path[i]];
      }
    }
    float[] logits = logits(history, history.length, usableVocab);
    if (arenas[slot][position] == poison) {
      Arrays.fill(logits, Float.NaN);
    }
    return logits;
  }

  @Override
  public void close() {
    requireOwner();
    require(!closed, "closed twice");
    closed = true;
  }

  private void requireOwner() {
    if (owner == null) {
      owner = Thread.currentThread();
    }
    require(owner == Thread.currentThread(), "a second thread");
    require(!closed, "closed");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  private final class Output implements StepOutput {
    private final float[][] rows;
    private final long mine;

    Output(float[][] rows, long mine) {
      this.rows = rows;
      this.mine = mine;
    }

    @Override
    public int[] greedy() {
      require(mine == generation, "read after the next step");
      return Arrays.stream(rows).mapToInt(row -> Float.isNaN(row[0]) ? -1 : argmax(row)).toArray();
    }

    @Override
    public float[] logits(int row) {
      require(mine == generation, "read after the next step");
      return rows[row].clone();
    }
  }
}
