package io.mosaicgpt.operators.file.table;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Which rows are answered: all, or some by the numbers of their first lines. */
@SuppressWarnings("serial") // TreeMap is serializable.
public final class SelectedRows implements Serializable {
  private static final long serialVersionUID = 1L;

  /** All rows. */
  public static final SelectedRows ALL = new SelectedRows(null);

  /** Ascending, by the names of files; null for all. */
  private final Map<String, long[]> lines;

  private SelectedRows(Map<String, long[]> lines) {
    this.lines = lines;
  }

  /**
   * Some rows.
   *
   * @param lines numbers of their first lines, by the names of their files
   */
  public static SelectedRows of(Map<String, long[]> lines) {
    Map<String, long[]> sorted = new TreeMap<>();
    lines.forEach(
        (name, numbers) -> {
          long[] copy = numbers.clone();
          Arrays.sort(copy);
          sorted.put(name, copy);
        });
    return new SelectedRows(sorted);
  }

  /** Whether a row is one of them. */
  public boolean has(String name, long line) {
    if (lines == null) {
      return true;
    }
    long[] numbers = lines.get(name);
    return numbers != null && Arrays.binarySearch(numbers, line) >= 0;
  }
}
