package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.file.table.RowRequests;
import io.mosaicgpt.operators.file.table.SelectedRows;
import io.mosaicgpt.operators.file.table.TableLayout;
import io.mosaicgpt.operators.file.table.TableSplit;
import java.util.List;

/**
 * The rows that a job answers.
 *
 * @param layout how its files hold rows
 * @param splits of the files, at least one
 * @param selected which of their rows
 * @param requests makes requests of them
 */
public record TableInput(
    TableLayout layout, List<TableSplit> splits, SelectedRows selected, RowRequests requests) {
  public TableInput {
    requireNonNull(layout, "layout is null");
    splits = List.copyOf(splits);
    requireNonNull(selected, "selected is null");
    requireNonNull(requests, "requests is null");
  }
}
