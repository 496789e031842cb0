package io.mosaicgpt.operators.wire;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads plain JSON by an Avro schema: a nullable field is its value or null, not Avro's object
 * around the value. A field that is left out or null takes its default, an unknown one is refused
 * by name. A timestamp is a number of milliseconds since 1970 or an ISO 8601 text. One parser, one
 * datum.
 */
final class JsonDatumReader {
  private static final RecordData DATA = RecordData.get();

  /** Lists that may be one text: OpenAI's word for it takes both, and clients send both. */
  private static final Set<String> ONE_OR_MORE = Set.of("stop");

  /** A list of labels, each a text, or an object with a description that has a place of its own. */
  private static final String CHOICES = "choices";

  private static final String DESCRIPTIONS = "choice_descriptions";

  private final JsonParser json;
  private final Map<String, String> described = new HashMap<>();

  /**
   * @param json standing on the datum's first token
   */
  JsonDatumReader(JsonParser json) {
    this.json = json;
  }

  /** Reads the value that the parser stands on and stays on its last token. */
  Object read(Schema schema) throws IOException, UnreadableEventException {
    return switch (schema.getType()) {
      case UNION -> readNullable(schema);
      case RECORD -> readRecord(schema);
      case ARRAY -> readArray(schema);
      case MAP -> readMap(schema);
      case STRING -> readText();
      case INT -> readInt();
      case LONG -> isTimestamp(schema) ? readTimestamp() : (Object) readLong();
      case DOUBLE -> readDouble();
      case BOOLEAN -> readBoolean();
      default -> throw new IllegalStateException("no JSON form for " + schema.getType());
    };
  }

  private Object readNullable(Schema schema) throws IOException, UnreadableEventException {
    // The schemas' unions are null and one type.
    return json.currentToken() == JsonToken.VALUE_NULL ? null : read(schema.getTypes().get(1));
  }

  private SpecificRecord readRecord(Schema schema) throws IOException, UnreadableEventException {
    expect(JsonToken.START_OBJECT, "an object");
    SpecificRecord datum = (SpecificRecord) DATA.newRecord(null, schema);
    boolean[] present = new boolean[schema.getFields().size()];
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      Schema.Field field = schema.getField(json.currentName());
      if (field == null) {
        throw unknownField(schema);
      }
      json.nextToken();
      datum.put(field.pos(), readField(field));
      present[field.pos()] = true;
    }
    for (Schema.Field field : schema.getFields()) {
      if (!present[field.pos()]) {
        datum.put(field.pos(), defaultOf(field));
      }
    }
    describe(schema, datum);
    return datum;
  }

  private Object readField(Schema.Field field) throws IOException, UnreadableEventException {
    if (json.currentToken() == JsonToken.VALUE_NULL && field.hasDefaultValue()) {
      return defaultOf(field);
    }
    if (json.currentToken() == JsonToken.VALUE_STRING && ONE_OR_MORE.contains(field.name())) {
      return new ArrayList<>(List.of(readText()));
    }
    return field.name().equals(CHOICES) ? readChoices() : read(field.schema());
  }

  private List<Object> readChoices() throws IOException, UnreadableEventException {
    expect(JsonToken.START_ARRAY, "a list");
    List<Object> labels = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      labels.add(json.currentToken() == JsonToken.START_OBJECT ? readDescribed() : readText());
    }
    return labels;
  }

  /** A label with what it means. */
  private String readDescribed() throws IOException, UnreadableEventException {
    String label = null;
    String description = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "label" -> label = readText();
        case "description" ->
            description = json.currentToken() == JsonToken.VALUE_NULL ? null : readText();
        default ->
            throw new UnreadableEventException(
                "The JSON event has an unknown field "
                    + place()
                    + "; the fields of a choice are label, description");
      }
    }
    if (label == null) {
      throw unfit("has no label; add it", null);
    }
    if (description != null) {
      described.put(label, description);
    }
    return label;
  }

  private void describe(Schema schema, SpecificRecord datum) {
    if (!described.isEmpty() && schema.getField(DESCRIPTIONS) != null) {
      @SuppressWarnings("unchecked") // The schema's type.
      Map<String, String> all =
          (Map<String, String>) datum.get(schema.getField(DESCRIPTIONS).pos());
      all.putAll(described);
    }
  }

  private static Object defaultOf(Schema.Field field) throws UnreadableEventException {
    if (!field.hasDefaultValue()) {
      throw new UnreadableEventException(
          "The JSON event has no field " + field.name() + "; add it");
    }
    // A copy, because the default is shared and lists can be changed.
    return DATA.deepCopy(field.schema(), DATA.getDefaultValue(field));
  }

  private List<Object> readArray(Schema schema) throws IOException, UnreadableEventException {
    expect(JsonToken.START_ARRAY, "a list");
    List<Object> items = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      items.add(read(schema.getElementType()));
    }
    return items;
  }

  private Map<String, Object> readMap(Schema schema) throws IOException, UnreadableEventException {
    expect(JsonToken.START_OBJECT, "an object");
    Map<String, Object> entries = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = wellFormed(json.currentName());
      json.nextToken();
      entries.put(key, read(schema.getValueType()));
    }
    return entries;
  }

  private String readText() throws IOException, UnreadableEventException {
    expect(JsonToken.VALUE_STRING, "a text");
    return wellFormed(json.getText());
  }

  /** An escape can name half of a surrogate pair, which no encoding could carry on. */
  private String wellFormed(String text) throws UnreadableEventException {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          throw new UnreadableEventException(
              String.format(
                  "Field %s of the JSON event has half a surrogate pair, \\u%04x; escape both"
                      + " halves or write the character itself",
                  place(), (int) text.charAt(i)));
        }
        i++;
      }
    }
    return text;
  }

  private int readInt() throws IOException, UnreadableEventException {
    expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    try {
      return json.getIntValue();
    } catch (InputCoercionException e) {
      throw unfit("does not fit 32 bits; take a smaller number", e);
    }
  }

  private long readLong() throws IOException, UnreadableEventException {
    expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    try {
      return json.getLongValue();
    } catch (InputCoercionException e) {
      throw unfit("does not fit 64 bits; take a smaller number", e);
    }
  }

  private double readDouble() throws IOException, UnreadableEventException {
    if (!json.currentToken().isNumeric()) {
      throw wrongType("a number");
    }
    double number = json.getDoubleValue();
    if (Double.isInfinite(number)) {
      throw unfit("is beyond the numbers of 64 bits; take a smaller number", null);
    }
    return number;
  }

  private boolean readBoolean() throws IOException, UnreadableEventException {
    if (!json.currentToken().isBoolean()) {
      throw wrongType("true or false");
    }
    return json.getBooleanValue();
  }

  private static boolean isTimestamp(Schema schema) {
    return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis;
  }

  private Instant readTimestamp() throws IOException, UnreadableEventException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      return Instant.ofEpochMilli(readLong());
    }
    try {
      // Milliseconds are what Avro keeps; years far enough away do not fit them.
      return Instant.ofEpochMilli(Instant.parse(json.getText()).toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw unfit(
          "is no time; write milliseconds since 1970 or a text like 2026-01-31T12:00:00Z", e);
    }
  }

  private void expect(JsonToken token, String what) throws UnreadableEventException {
    if (json.currentToken() != token) {
      throw wrongType(what);
    }
  }

  private UnreadableEventException wrongType(String wanted) {
    String found =
        switch (json.currentToken()) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "a list";
          case VALUE_STRING -> "a text";
          case VALUE_NUMBER_INT -> "a whole number";
          case VALUE_NUMBER_FLOAT -> "a number with a fraction or exponent";
          case VALUE_TRUE, VALUE_FALSE -> "true or false";
          default -> "null";
        };
    return unfit("must be " + wanted + ", but is " + found + "; change it or leave it out", null);
  }

  private UnreadableEventException unfit(String why, Throwable cause) {
    return new UnreadableEventException("Field " + place() + " of the JSON event " + why, cause);
  }

  private UnreadableEventException unknownField(Schema schema) {
    String known = schema.getFields().stream().map(Schema.Field::name).collect(joining(", "));
    return new UnreadableEventException(
        "The JSON event has an unknown field "
            + place()
            + "; the fields of "
            + schema.getName()
            + " are "
            + known);
  }

  /** The current field as {@code sampling.stop.0}. */
  private String place() {
    String pointer = json.getParsingContext().pathAsPointer().toString();
    return Sentences.shorten(pointer.isEmpty() ? "(all)" : pointer.substring(1).replace('/', '.'));
  }
}
