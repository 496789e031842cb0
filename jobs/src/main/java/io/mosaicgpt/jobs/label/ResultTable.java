package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.jobs.label.report.LabelledRow;
import io.mosaicgpt.operators.file.table.ResultColumns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the columns of results mean.
 *
 * @param batch whether results are in the form of OpenAI's batches, and have no columns
 * @param columns those of the input, in their order
 * @param added those that results add
 * @param text the column that was labelled; empty for a prompt of several
 * @param truth the column with the true label, if there is one
 */
record ResultTable(
    boolean batch,
    List<String> columns,
    ResultColumns added,
    Optional<String> text,
    Optional<String> truth) {
  ResultTable {
    columns = List.copyOf(columns);
    requireNonNull(added, "added is null");
    requireNonNull(text, "text is null");
    requireNonNull(truth, "truth is null");
  }

  /** The file in which a row stood. */
  String path(ResultRow row) {
    return row.text(batch ? "source_path" : added.sourcePath()).orElse("");
  }

  /** Its line there, counted from 1. */
  long line(ResultRow row) {
    return row.json().path(batch ? "source_line" : added.sourceLine()).asLong();
  }

  /** A line of results as a labelled row. */
  LabelledRow labelled(ResultRow row) {
    return batch ? ofBatch(row) : ofTable(row);
  }

  private LabelledRow ofBatch(ResultRow row) {
    JsonNode body = row.json().at("/response/body");
    JsonNode error = row.json().path("error");
    return new LabelledRow(
        path(row),
        line(row),
        Optional.empty(),
        Optional.ofNullable(body.path("label").asText(null)),
        body.path("confidence").asDouble(Double.NaN),
        scores(body.path("label_scores")),
        "",
        Optional.ofNullable(error.path("code").asText(null)),
        Optional.ofNullable(error.path("message").asText(null)));
  }

  private LabelledRow ofTable(ResultRow row) {
    return new LabelledRow(
        path(row),
        line(row),
        truth.flatMap(row::text).filter(label -> !label.isBlank()),
        row.text(added.label()),
        row.json().path(added.confidence()).asDouble(Double.NaN),
        scores(row.json().path(added.labelScores())),
        text.flatMap(row::text).orElse(""),
        row.text(added.errorCode()),
        row.text(added.errorMessage()));
  }

  private static Map<String, Double> scores(JsonNode object) {
    Map<String, Double> scores = new LinkedHashMap<>();
    object.properties().forEach(score -> scores.put(score.getKey(), score.getValue().asDouble()));
    return scores;
  }
}
