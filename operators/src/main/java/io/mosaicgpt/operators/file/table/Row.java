package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A row that could be read.
 *
 * @param columns by name, in their order
 * @param json the same as the file has it, or as it would have it in JSON
 */
public record Row(ObjectNode columns, String json) {
  public Row {
    requireNonNull(columns, "columns is null");
    requireNonNull(json, "json is null");
  }

  /** The text of a column; digits of a number. Empty for none, null, lists and objects. */
  public Optional<String> text(String column) {
    JsonNode value = columns.get(column);
    return value == null || !value.isValueNode() || value.isNull()
        ? Optional.empty()
        : Optional.of(value.asText());
  }
}
