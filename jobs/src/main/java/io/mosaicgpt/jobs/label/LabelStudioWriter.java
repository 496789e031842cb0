package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mosaicgpt.operators.file.table.ResultColumns;
import java.io.IOException;
import java.io.Writer;
import java.util.Optional;

/**
 * A list of Label Studio's tasks: the row's columns as data, and the label as a prediction that is
 * called {@code label} and is of the text's column. A generated answer is a prediction of text
 * instead. A row without an answer has no prediction, and says why in its data.
 */
final class LabelStudioWriter implements ResultWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Writer out;
  private final ResultTable table;
  private final String model;
  private boolean any;

  /**
   * @param model the predictions' {@code model_version}
   */
  LabelStudioWriter(Writer out, ResultTable table, String model) throws IOException {
    this.out = requireNonNull(out, "out is null");
    this.table = requireNonNull(table, "table is null");
    this.model = requireNonNull(model, "model is null");
    out.write("[");
  }

  @Override
  public void write(String line, ResultRow row) throws IOException {
    out.write(any ? ",\n" : "\n");
    any = true;
    ResultColumns added = table.added();
    ObjectNode task = NODES.objectNode();
    ObjectNode data = task.putObject("data");
    table.columns().stream()
        .filter(row.json()::has)
        .forEach(column -> data.set(column, row.json().get(column)));
    data.set(added.sourcePath(), row.json().get(added.sourcePath()));
    data.set(added.sourceLine(), row.json().get(added.sourceLine()));
    Optional<String> error = row.text(added.errorCode());
    if (error.isPresent()) {
      data.put(added.errorCode(), error.get());
      data.put(added.errorMessage(), row.text(added.errorMessage()).orElse(""));
    }
    var predictions = task.putArray("predictions");
    if (error.isEmpty() && row.text(added.outputText()).isPresent()) {
      predictions.add(prediction(row));
    }
    out.write(task.toString());
  }

  private ObjectNode prediction(ResultRow row) {
    ResultColumns added = table.added();
    Optional<String> label = row.text(added.label());
    ObjectNode prediction = NODES.objectNode();
    prediction.put("model_version", model);
    if (row.json().hasNonNull(added.confidence())) {
      prediction.set("score", row.json().get(added.confidence()));
    }
    ObjectNode result = prediction.putArray("result").addObject();
    boolean several = !row.json().path(added.labels()).isEmpty(); // or the fallback alone
    boolean choices = label.isPresent() || several;
    result.put("from_name", choices ? "label" : "answer");
    result.put("to_name", table.text().orElse("text"));
    result.put("type", choices ? "choices" : "textarea");
    ObjectNode value = result.putObject("value");
    if (several) {
      value.set("choices", row.json().get(added.labels()));
    } else if (choices) {
      value.putArray("choices").add(label.orElseThrow());
    } else {
      value.putArray("text").add(row.text(added.outputText()).orElse(""));
    }
    return prediction;
  }

  @Override
  public void close() throws IOException {
    out.write("\n]\n");
    out.close();
  }
}
