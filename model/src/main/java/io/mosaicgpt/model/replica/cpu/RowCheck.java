package io.mosaicgpt.model.replica.cpu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.replica.module.ScriptModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether the linears of the first block, and the head, give a row the same bits alone as among
 * others, here and now. Libraries choose a kernel by processor, shape and number of rows, and two
 * kernels may add in another order; what no processor at hand does, another one may.
 */
final class RowCheck {
  private static final List<String> NAMES = List.of("Wqkv", "out_proj", "mlp_up", "mlp_down");

  private final ScriptModule module;
  private final ModelConfig config;

  RowCheck(ScriptModule module, ModelConfig config) {
    this.module = module;
    this.config = config;
  }

  /**
   * A row that came out otherwise.
   *
   * @param linear name of the linear
   * @param row index of the row
   * @param count rows that it was computed among
   */
  record Difference(String linear, int row, int count) {
    @Override
    public String toString() {
      return "%s: row %d of %d".formatted(linear, row, count);
    }
  }

  /**
   * Looks for differences.
   *
   * @param counts numbers of rows to try
   * @param rows indexes of the rows to look at
   */
  List<Difference> differences(int[] counts, int[] rows) {
    List<Difference> found = new ArrayList<>();
    for (int index : IntStream.of(0, 1, 2, 3, head()).toArray()) {
      found.addAll(differences(index, counts, rows));
    }
    return found;
  }

  /** The same for one linear: 0 Wqkv, 1 out_proj, 2 mlp_up, 3 mlp_down of the first block. */
  List<Difference> differences(int index, int[] counts, int[] rows) {
    int most = Arrays.stream(counts).max().orElseThrow();
    int width = index == 3 ? config.mlpHidden() : config.dModel();
    String name = index == head() ? "head" : NAMES.get(index);
    List<Difference> found = new ArrayList<>();
    try (NDManager manager = module.manager().newSubManager()) {
      NDArray x = module.tensor(manager, "probe", most, width);
      NDArray alone = module.tensor(manager, "rows_alone", index, x, rows);
      for (int count : counts) {
        for (long row : module.longs("rows_that_differ", index, x, rows, alone, count)) {
          found.add(new Difference(name, (int) row, count));
        }
      }
    }
    return found;
  }

  /** Index of the head. */
  int head() {
    return 4 * config.nLayers();
  }
}
