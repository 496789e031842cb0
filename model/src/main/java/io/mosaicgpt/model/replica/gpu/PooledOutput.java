package io.mosaicgpt.model.replica.gpu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.mosaicgpt.model.constraint.TokenMask;
import io.mosaicgpt.model.forward.StepOutput;
import io.mosaicgpt.model.replica.module.ScriptModule;
import io.mosaicgpt.model.sampling.Draw;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Logits on a device. What is read of them is one copy for all rows that are asked for together:
 * each copy waits until the device has done all work before it.
 */
final class PooledOutput implements StepOutput, AutoCloseable {
  /** Rows that are copied together: 13 MB for the published model. */
  private static final int MOST_AT_ONCE = 64;

  private final ScriptModule module;
  private final NDManager manager;
  private final NDArray logits; // [rows, usable vocabulary], float32
  private final float[][] fetched;
  private int[] expected = {};

  /** Index into {@link #expected} of what is not fetched yet. */
  private int next;

  PooledOutput(ScriptModule module, NDManager manager, NDArray logits, int rows) {
    this.module = module;
    this.manager = manager;
    this.logits = logits;
    this.fetched = new float[rows][];
  }

  @Override
  public int[] greedy() {
    requireOpen();
    if (fetched.length == 0) {
      return new int[0];
    }
    try (NDArray ids = module.tensor(manager, "likeliest", logits)) {
      return ids(ids);
    }
  }

  @Override
  public void expect(int[] rows) {
    expected = rows.clone();
    next = 0;
  }

  @Override
  public float[] logits(int row) {
    requireOpen();
    if (fetched[row] == null) {
      fetch(following(row));
    }
    float[] values = fetched[row];
    fetched[row] = null; // the caller keeps it as long as need be
    return values;
  }

  /** The row and those that are expected to be asked for after it. */
  private int[] following(int row) {
    for (int i = next; i < expected.length; i++) {
      if (expected[i] == row) {
        next = Math.min(expected.length, i + MOST_AT_ONCE);
        return Arrays.copyOfRange(expected, i, next);
      }
    }
    return new int[] {row};
  }

  private void fetch(int[] rows) {
    try (NDArray chosen = module.tensor(manager, "some_rows", logits, rows)) {
      float[] values = chosen.toFloatArray();
      int width = values.length / rows.length;
      for (int i = 0; i < rows.length; i++) {
        fetched[rows[i]] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
      }
    }
  }

  @Override
  public boolean draws() {
    return true;
  }

  @Override
  public int[] draw(int[] rows, List<Draw> draws) {
    return inParts(rows, draws, this::drawSome);
  }

  @Override
  public int[] greedy(int[] rows, List<TokenMask> masks) {
    return inParts(rows, masks, this::greedySome);
  }

  private <T> int[] inParts(int[] rows, List<T> wishes, BiFunction<int[], List<T>, int[]> choose) {
    requireOpen();
    int[] ids = new int[rows.length];
    for (int done = 0; done < rows.length; done += MOST_AT_ONCE) {
      int end = Math.min(rows.length, done + MOST_AT_ONCE);
      int[] some = choose.apply(Arrays.copyOfRange(rows, done, end), wishes.subList(done, end));
      System.arraycopy(some, 0, ids, done, some.length);
    }
    return ids;
  }

  private int[] greedySome(int[] rows, List<TokenMask> masks) {
    try (NDArray packed = packed(masks, vocabulary());
        NDArray ids = module.tensor(manager, "likeliest_allowed", logits, rows, packed)) {
      return ids(ids);
    }
  }

  private int[] drawSome(int[] rows, List<Draw> draws) {
    int n = rows.length;
    int vocabulary = vocabulary();
    double[] numbers = new double[3 * n];
    long[] ints = new long[3 * n];
    for (int i = 0; i < n; i++) {
      Draw draw = draws.get(i);
      numbers[i] = draw.temperature();
      numbers[n + i] = draw.leastZ();
      numbers[2 * n + i] = draw.topP();
      ints[i] = rows[i];
      ints[n + i] = draw.topK() == 0 ? vocabulary : draw.topK();
      ints[2 * n + i] = draw.random();
    }
    List<TokenMask> masks = draws.stream().map(Draw::allowed).toList();
    boolean masked = !masks.stream().allMatch(TokenMask::allowsAll);
    try (NDArray packed = packed(masks, masked ? vocabulary : 0);
        NDArray ids = module.tensor(manager, "draw", logits, numbers, ints, packed)) {
      return ids(ids);
    }
  }

  private int vocabulary() {
    return Math.toIntExact(logits.getShape().get(1));
  }

  /** Masks as the module takes them, for so many tokens. */
  private NDArray packed(List<TokenMask> masks, int tokens) {
    int width = (tokens + Byte.SIZE - 1) / Byte.SIZE;
    ByteBuffer bytes = ByteBuffer.allocateDirect(masks.size() * width);
    masks.forEach(mask -> mask.pack(tokens, bytes));
    return manager.create(bytes.rewind(), new Shape(masks.size(), width), DataType.UINT8);
  }

  private static int[] ids(NDArray ids) {
    return Arrays.stream(ids.toLongArray()).mapToInt(Math::toIntExact).toArray();
  }

  private void requireOpen() {
    if (!manager.isOpen()) {
      throw new IllegalStateException("this output was read after the next step began");
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
