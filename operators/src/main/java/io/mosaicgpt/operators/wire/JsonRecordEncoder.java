package io.mosaicgpt.operators.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * One JSON object per record, every field present that is meant for more than Flink: null is null,
 * a timestamp is a number of milliseconds since 1970, bytes are base64, a number that JSON lacks
 * (infinity, NaN) is its name as a text. Map entries are in order of their keys. Half a surrogate
 * pair becomes a question mark, as it does in Avro: a dead letter quotes events that may have one,
 * and must be written all the same.
 *
 * @param <T> the record
 */
public final class JsonRecordEncoder<T extends SpecificRecord> implements RecordEncoder<T> {
  private static final JsonFactory JSON = new JsonFactory();

  /** The schemas' mark of a field that is empty outside of what it names. */
  private static final String WITHIN = "within";

  private final Schema schema;
  private final Function<T, Map<String, Object>> more;

  /** An encoder of the schema's fields. */
  public JsonRecordEncoder(Schema schema) {
    this(schema, datum -> Map.of());
  }

  /**
   * An encoder that writes more fields than the schema has, behind those of the schema.
   *
   * @param more texts, numbers and nulls by the names of their fields, in the order of the map
   */
  public JsonRecordEncoder(Schema schema, Function<T, Map<String, Object>> more) {
    this.schema = requireNonNull(schema, "schema is null");
    this.more = requireNonNull(more, "more is null");
  }

  @Override
  public byte[] encode(T datum) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      writeFields(schema, datum, json);
      for (Map.Entry<String, Object> field : more.apply(datum).entrySet()) {
        json.writeObjectField(field.getKey(), field.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Schema schema, Object value, JsonGenerator json) throws IOException {
    if (value == null) {
      json.writeNull();
      return;
    }
    switch (schema.getType()) {
      // The schemas' unions are null and one type.
      case UNION -> write(schema.getTypes().get(1), value, json);
      case RECORD -> writeRecord((SpecificRecord) value, json);
      case ARRAY -> {
        json.writeStartArray();
        for (Object item : (List<?>) value) {
          write(schema.getElementType(), item, json);
        }
        json.writeEndArray();
      }
      case MAP -> writeMap(schema, (Map<?, ?>) value, json);
      case STRING, ENUM -> json.writeString(value.toString());
      case INT -> json.writeNumber((Integer) value);
      case LONG ->
          json.writeNumber(value instanceof Instant time ? time.toEpochMilli() : (Long) value);
      case DOUBLE -> json.writeNumber((Double) value);
      case BOOLEAN -> json.writeBoolean((Boolean) value);
      case BYTES -> writeBytes((ByteBuffer) value, json);
      default -> throw new IllegalStateException("no JSON form for " + schema.getType());
    }
  }

  private static void writeRecord(SpecificRecord value, JsonGenerator json) throws IOException {
    json.writeStartObject();
    writeFields(value.getSchema(), value, json);
    json.writeEndObject();
  }

  private static void writeFields(Schema schema, SpecificRecord value, JsonGenerator json)
      throws IOException {
    for (Schema.Field field : schema.getFields()) {
      if (field.getObjectProp(WITHIN) == null) {
        json.writeFieldName(field.name());
        write(field.schema(), value.get(field.pos()), json);
      }
    }
  }

  private static void writeMap(Schema schema, Map<?, ?> value, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    List<String> keys = value.keySet().stream().map(Object::toString).sorted().toList();
    for (String key : keys) {
      json.writeFieldName(key);
      write(schema.getValueType(), value.get(key), json);
    }
    json.writeEndObject();
  }

  private static void writeBytes(ByteBuffer value, JsonGenerator json) throws IOException {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    json.writeBinary(bytes);
  }
}
