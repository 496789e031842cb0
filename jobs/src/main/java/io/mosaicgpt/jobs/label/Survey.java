package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.file.table.Row;
import io.mosaicgpt.operators.file.table.SelectedRows;
import io.mosaicgpt.operators.file.table.TableLayout;
import io.mosaicgpt.operators.file.table.TableSplit;
import java.util.List;

/**
 * What was found in the input.
 *
 * @param layout how its files hold rows
 * @param files in the order in which they were read
 * @param columns names of all columns of all rows, in the order in which they came
 * @param rows rows to be answered
 * @param unreadable those of them that are no rows
 * @param splits for the job
 * @param selected which rows of the splits are answered
 * @param digest of all rows read, SHA-256 in hexadecimal
 * @param examples some of the rows, chosen by chance
 * @param remarks sentences about what the user may not expect
 */
record Survey(
    TableLayout layout,
    List<String> files,
    List<String> columns,
    long rows,
    long unreadable,
    List<TableSplit> splits,
    SelectedRows selected,
    String digest,
    List<Row> examples,
    List<String> remarks) {
  Survey {
    requireNonNull(layout, "layout is null");
    files = List.copyOf(files);
    columns = List.copyOf(columns);
    splits = List.copyOf(splits);
    requireNonNull(selected, "selected is null");
    requireNonNull(digest, "digest is null");
    examples = List.copyOf(examples);
    remarks = List.copyOf(remarks);
  }
}
