package io.mosaicgpt.jobs.label;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mosaicgpt.operators.file.table.RowJson;
import java.util.Optional;

/**
 * A line of results, read back.
 *
 * @param json all of it
 */
record ResultRow(ObjectNode json) {
  /** Reads a line that this program has written. */
  static ResultRow of(String line) {
    try {
      return new ResultRow((ObjectNode) RowJson.MAPPER.readTree(line));
    } catch (JsonProcessingException | ClassCastException e) {
      throw new IllegalStateException("a line of results is damaged: " + e.getMessage(), e);
    }
  }

  /** The text of a column; empty for none and null. */
  Optional<String> text(String column) {
    JsonNode value = json.get(column);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(text(value));
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }
}
