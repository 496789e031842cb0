package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mosaicgpt.operators.wire.RowOrigin;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionError;
import io.mosaicgpt.schemas.DeadLetter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Results as lines of JSON: the columns of the row as they stand in the file, and behind them those
 * of {@link ResultColumns}, of which none is left out but {@code labels} and {@code error}.
 *
 * @param columns names of what is added
 * @param multi whether rows have several labels
 */
public record RowLines(ResultColumns columns, boolean multi) implements ResultLines {
  private static final JsonFactory JSON = new JsonFactory();

  public RowLines {
    requireNonNull(columns, "columns is null");
  }

  @Override
  public String of(Completion completion, RowOrigin origin) throws IOException {
    CompletionError error = completion.getError();
    StringWriter text = new StringWriter();
    try (JsonGenerator json = begin(text, origin)) {
      json.writeStringField(columns.label(), error == null ? completion.getLabel() : null);
      if (multi) {
        json.writeArrayFieldStart(columns.labels());
        for (String label : completion.getLabels()) {
          json.writeString(label);
        }
        json.writeEndArray();
      }
      number(json, columns.confidence(), error == null ? completion.getConfidence() : null);
      scores(json, completion.getLabelScores());
      json.writeStringField(columns.outputText(), completion.getOutputText());
      json.writeStringField(columns.errorCode(), error == null ? null : error.getCode());
      json.writeStringField(columns.errorMessage(), error == null ? null : error.getMessage());
      place(json, origin);
      json.writeEndObject();
    }
    return text.toString();
  }

  @Override
  public String of(DeadLetter letter, RowOrigin origin) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = begin(text, origin)) {
      json.writeNullField(columns.label());
      if (multi) {
        json.writeArrayFieldStart(columns.labels());
        json.writeEndArray();
      }
      json.writeNullField(columns.confidence());
      json.writeNullField(columns.labelScores());
      json.writeNullField(columns.outputText());
      json.writeStringField(columns.errorCode(), letter.getCode());
      json.writeStringField(columns.errorMessage(), letter.getMessage());
      place(json, origin);
      if (origin.row().isEmpty()) {
        json.writeObjectFieldStart(columns.error());
        json.writeStringField("code", letter.getCode());
        json.writeStringField("message", letter.getMessage());
        json.writeNumberField("line", origin.line());
        json.writeStringField("text", text(letter.getPayload()));
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  /** What could not be read, whatever its bytes are. */
  private static String text(ByteBuffer bytes) {
    return bytes == null ? null : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  /** A generator that stands behind the row's own columns, which are copied and not read. */
  private static JsonGenerator begin(StringWriter text, RowOrigin origin) throws IOException {
    JsonGenerator json = JSON.createGenerator(text);
    json.writeStartObject();
    String row = origin.row();
    if (!row.isEmpty()) {
      json.flush();
      String own = row.substring(1, row.length() - 1).strip();
      text.write(own);
      if (!own.isEmpty()) {
        text.write(',');
      }
    }
    return json;
  }

  private static void number(JsonGenerator json, String name, Double value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }

  private void scores(JsonGenerator json, Map<String, Double> scores) throws IOException {
    if (scores == null) {
      json.writeNullField(columns.labelScores());
      return;
    }
    json.writeObjectFieldStart(columns.labelScores());
    for (Map.Entry<String, Double> score : scores.entrySet()) {
      json.writeNumberField(score.getKey(), score.getValue());
    }
    json.writeEndObject();
  }

  private void place(JsonGenerator json, RowOrigin origin) throws IOException {
    json.writeStringField(columns.sourcePath(), origin.path());
    json.writeNumberField(columns.sourceLine(), origin.line());
  }
}
