package io.mosaicgpt.jobs.label.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Some rows of every cell of a confusion matrix: those that say most, which are the surest ones
 * that are wrong and the least sure ones that are right. A cell has up to ten; where all together
 * become too many, half as many, down to one.
 */
final class CellRows {
  private static final int A_CELL = 10;

  /** With texts of the length that is kept, about 20 MB. */
  private static final int ALTOGETHER = 20_000;

  private final Map<Cell, FirstRows> cells = new HashMap<>();
  private int most = A_CELL;
  private int size;

  private record Cell(String truth, String given) {}

  void add(KeptRow row) {
    Cell cell = new Cell(row.truth(), row.label());
    FirstRows rows = cells.get(cell);
    if (rows == null) {
      if (size >= ALTOGETHER && most == 1) {
        return;
      }
      rows = new FirstRows(row.truth().equals(row.label()) ? KeptRow.LEAST_SURE : KeptRow.SUREST);
      cells.put(cell, rows);
    }
    size -= rows.size();
    rows.add(row, most);
    size += rows.size();
    while (size > ALTOGETHER && most > 1) {
      most /= 2;
      cells.values().forEach(each -> each.shrink(most));
      size = cells.values().stream().mapToInt(FirstRows::size).sum();
    }
  }

  /** The rows of a cell, those that say most first. */
  List<KeptRow> rows(String truth, String given) {
    FirstRows rows = cells.get(new Cell(truth, given));
    return rows == null ? List.of() : rows.rows();
  }
}
