package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.job.Serving;
import io.mosaicgpt.jobs.job.TableInput;
import io.mosaicgpt.operators.file.table.ResultLines;
import io.mosaicgpt.operators.file.table.Row;
import java.util.List;
import java.util.Map;

/**
 * Everything that a run is told and has found out, before a model is loaded.
 *
 * @param serving what answers
 * @param input the rows
 * @param rows how many are answered, or are error rows
 * @param unreadable those of them that are no rows
 * @param examples some of the rows
 * @param table what columns of results mean
 * @param lines makes lines of results
 * @param output where they go
 * @param asked what results depend on besides the model, by the flag that says it
 * @param reporting what is told of it besides
 * @param maxErrors error rows after which the run stops
 */
record Labelling(
    Serving serving,
    TableInput input,
    long rows,
    long unreadable,
    List<Row> examples,
    ResultTable table,
    ResultLines lines,
    Output output,
    Map<String, String> asked,
    Reporting reporting,
    long maxErrors) {
  Labelling {
    requireNonNull(serving, "serving is null");
    requireNonNull(input, "input is null");
    examples = List.copyOf(examples);
    requireNonNull(table, "table is null");
    requireNonNull(lines, "lines is null");
    requireNonNull(output, "output is null");
    asked = Map.copyOf(asked);
    requireNonNull(reporting, "reporting is null");
  }
}
