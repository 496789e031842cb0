package io.mosaicgpt.model.constraint.form;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;

/** Expressions and schemas by chance, of what can be compiled. */
final class RandomForms {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NAMES = List.of("a", "ab", "b", "é", "x y", "a\"b", "");

  private final Random random;

  RandomForms(long seed) {
    this.random = new Random(seed);
  }

  String regex(int depth) {
    int kind = random.nextInt(depth > 0 ? 12 : 6);
    return switch (kind) {
      case 0 -> pick("a", "b", "é", "日", "\\n", "\\.", "\"", " ", "-");
      case 1 -> pick("[a-c]", "[^a]", "[0-9é]", "[\\w-]", "[^\\d\\s]");
      case 2 -> pick("\\d", "\\w", "\\s", "\\D", "\\W", "\\S", ".");
      case 3 -> pick("", "ab", "x|y");
      case 4, 5 -> pick("a", "b", "c") + pick("*", "+", "?", "{2}", "{1,3}", "{2,}", "*?");
      case 6, 7 -> regex(depth - 1) + regex(depth - 1);
      case 8 -> "(" + regex(depth - 1) + "|" + regex(depth - 1) + ")";
      case 9 -> "(?:" + regex(depth - 1) + ")" + pick("*", "+", "?", "{0,2}", "{2}");
      default -> regex(depth - 1) + pick("a", "\\d") + regex(depth - 1);
    };
  }

  ObjectNode schema(int depth) {
    ObjectNode schema = JSON.createObjectNode();
    switch (random.nextInt(depth > 0 ? 12 : 6)) {
      case 0 -> string(schema);
      case 1 -> number(schema, "integer");
      case 2 -> number(schema, "number");
      case 3 -> schema.putArray("enum").add(1).add("a").add("ab").addNull().add(2.5).add(true);
      case 4 -> schema.put("type", pick("boolean", "null", "string"));
      case 5 -> schema.putArray("type").add("integer").add(pick("null", "string", "boolean"));
      case 6 -> array(schema, depth);
      case 7, 8, 9 -> object(schema, depth);
      case 10 -> schema.putArray("anyOf").add(schema(depth - 1)).add(schema(depth - 1));
      default -> {
        ArrayNode parts = schema.putArray("allOf");
        object(parts.addObject(), depth);
        object(parts.addObject(), depth);
      }
    }
    return schema;
  }

  /** No email: the other implementation knows all top-level domains there are. */
  private void string(ObjectNode schema) {
    schema.put("type", "string");
    switch (random.nextInt(5)) {
      case 0 -> schema.put("minLength", random.nextInt(4)).put("maxLength", 4 + random.nextInt(9));
      case 1 -> schema.put("pattern", pick("^", "") + regex(2) + pick("$", ""));
      case 2 ->
          schema.put("format", pick("date", "time", "date-time", "uuid", "ipv4", "ipv6", "uri"));
      case 3 -> schema.put("maxLength", 3 + random.nextInt(5)).put("pattern", "[a-z]");
      default -> schema.put("minLength", random.nextInt(3));
    }
  }

  private void number(ObjectNode schema, String type) {
    schema.put("type", type);
    double least = (random.nextInt(400) - 200) / (type.equals("integer") ? 1.0 : 8.0);
    if (random.nextBoolean()) {
      schema.put(pick("minimum", "exclusiveMinimum"), least);
    }
    if (random.nextBoolean()) {
      schema.put(pick("maximum", "exclusiveMaximum"), least + 2 + random.nextInt(300));
    }
    if (random.nextInt(4) == 0) { // the other implementation divides doubles: no large numbers
      schema.put("minimum", least).put("maximum", least + 300);
      schema.put("multipleOf", type.equals("integer") ? 1.0 + random.nextInt(3) : 0.25);
    }
  }

  private void array(ObjectNode schema, int depth) {
    schema.put("type", "array");
    if (random.nextBoolean()) {
      schema.putArray("prefixItems").add(schema(depth - 1)).add(schema(depth - 1));
    }
    if (random.nextBoolean()) {
      schema.set("items", schema(depth - 1));
    }
    if (random.nextBoolean()) {
      schema.put("minItems", random.nextInt(3));
    }
    schema.put("maxItems", 3 + random.nextInt(3));
  }

  private void object(ObjectNode schema, int depth) {
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (String name : NAMES) {
      if (random.nextInt(3) == 0) {
        properties.set(name, schema(depth - 1));
        if (random.nextBoolean()) {
          required.add(name);
        }
      }
    }
    switch (random.nextInt(5)) {
      case 0 -> schema.put("additionalProperties", false);
      case 1 -> schema.set("additionalProperties", schema(depth - 1));
      case 2 -> schema.putObject("patternProperties").set("^a", schema(depth - 1));
      case 3 ->
          schema
              .put("minProperties", random.nextInt(3))
              .put("maxProperties", 3 + random.nextInt(3));
      default -> schema.putObject("propertyNames").put("maxLength", 6);
    }
  }

  private String pick(String... values) {
    return values[random.nextInt(values.length)];
  }
}
