package io.mosaicgpt.model.constraint.schema;

import static io.mosaicgpt.model.constraint.schema.Shape.ARRAY;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.language.Budget;
import io.mosaicgpt.model.constraint.schema.Shape.ArrayPart;
import io.mosaicgpt.model.constraint.schema.Shape.Bound;
import io.mosaicgpt.model.constraint.schema.Shape.ObjectPart;
import io.mosaicgpt.model.constraint.schema.Shape.Pending;
import io.mosaicgpt.model.constraint.schema.Shape.TextPart;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads schemas' keywords into shapes. A keyword that asserts something is read or refused; one
 * that does not is passed over, and so is one that no draft knows.
 */
final class ShapeReader {
  /** What no shape can say. */
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "contains",
          "unevaluatedProperties",
          "unevaluatedItems",
          "$dynamicRef",
          "$recursiveRef",
          "dependentSchemas",
          "if",
          // of draft 3
          "extends",
          "disallow",
          "divisibleBy");

  private static final BigDecimal MOST = BigDecimal.valueOf(Integer.MAX_VALUE);

  private final SchemaDocument document;
  private final Budget budget;

  ShapeReader(SchemaDocument document, Budget budget) {
    this.document = document;
    this.budget = budget;
  }

  /**
   * Adds to a shape what a schema says.
   *
   * @return whether there can be such values at all, as far as one looks at the schema alone
   */
  boolean read(Located schema, Shape shape) {
    return read(schema, shape, new LinkedHashSet<>());
  }

  private boolean read(Located schema, Shape shape, Set<Located> open) {
    budget.check("$ref", schema.pointer());
    JsonNode node = schema.node();
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (!node.isObject()) {
      throw refuse(schema, "", "schema", "a schema is an object, true or false");
    }
    if (!open.add(schema)) {
      throw refuse(
          schema, "$ref", "$ref", "it refers to itself without a step into an array or object");
    }
    boolean possible = true;
    shape.place = schema.pointer();
    if (node.has("$ref") && !document.siblingsOfRefCount()) {
      if (node.has("$id")) {
        throw unsupported(schema, "$id"); // whether it counts here depends on the draft
      }
      possible = reference(schema, shape, open);
    } else {
      readNeighbours(schema, shape);
      for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
        possible &= keyword(schema, keys.next(), shape, open);
      }
    }
    open.remove(schema);
    return possible;
  }

  private boolean keyword(Located schema, String key, Shape shape, Set<Located> open) {
    JsonNode value = schema.node().get(key);
    if (UNSUPPORTED.contains(key)) {
      throw unsupported(schema, key);
    }
    switch (key) {
      case "$ref" -> {
        return reference(schema, shape, open);
      }
      case "allOf" -> {
        return all(schema, shape, open);
      }
      case "not" -> {
        return new Negation(this).read(schema.child("not"), shape);
      }
      case "anyOf", "oneOf" -> {
        branches(schema, key);
        shape.pending.add(new Pending(schema, key));
      }
      case "type" -> shape.types &= types(schema, value);
      case "enum" -> restrict(shape, array(schema, key));
      case "const" -> restrict(shape, List.of(value));
      case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf" ->
          number(schema, key, shape);
      case "minLength" -> shape.minLength = Math.max(shape.minLength, count(schema, key));
      case "maxLength" -> shape.maxLength = Shape.tighter(shape.maxLength, count(schema, key));
      case "pattern" -> shape.texts.add(new TextPart(key, text(schema, key), schema.at(key)));
      case "format" -> format(schema, value, shape);
      case "minItems" -> shape.minItems = Math.max(shape.minItems, count(schema, key));
      case "maxItems" -> shape.maxItems = Shape.tighter(shape.maxItems, count(schema, key));
      case "uniqueItems" -> unique(schema, value);
      case "minProperties" ->
          shape.minProperties = Math.max(shape.minProperties, count(schema, key));
      case "maxProperties" ->
          shape.maxProperties = Shape.tighter(shape.maxProperties, count(schema, key));
      case "required" -> shape.required.addAll(names(schema, key, value));
      case "propertyNames" -> shape.names.add(schema.child(key));
      case "dependentRequired", "dependencies" -> dependencies(schema, key, shape);
      default -> {} // then and else say nothing without if, nor minContains without contains
    }
    return true;
  }

  private static void number(Located schema, String key, Shape shape) {
    JsonNode value = schema.node().get(key);
    if (key.startsWith("exclusive") && value.isBoolean()) {
      return; // of draft 4, and read with the bound
    }
    BigDecimal number = number(schema, key);
    switch (key) {
      case "minimum" -> shape.atLeast(new Bound(number, flag(schema, "exclusiveMinimum")));
      case "maximum" -> shape.atMost(new Bound(number, flag(schema, "exclusiveMaximum")));
      case "exclusiveMinimum" -> shape.atLeast(new Bound(number, true));
      case "exclusiveMaximum" -> shape.atMost(new Bound(number, true));
      default -> {
        if (number.signum() <= 0) {
          throw malformed(schema, key, "a number above 0");
        }
        if (!Numbers.canBeBound(number)) {
          throw Budget.tooLarge(key, schema.at(key));
        }
        shape.multiples.add(number);
      }
    }
  }

  private static JsonNode array(Located schema, String key) {
    JsonNode value = schema.node().get(key);
    if (!value.isArray()) {
      throw malformed(schema, key, "an array");
    }
    return value;
  }

  /** Of one item at most, all are different. */
  private void unique(Located schema, JsonNode value) {
    boolean several = schema.node().path("maxItems").asInt(2) > 1;
    if (value.asBoolean() && several && mayBe(schema, ARRAY)) {
      throw unsupported(schema, "uniqueItems");
    }
  }

  /** Keywords that only make sense together. */
  private void readNeighbours(Located schema, Shape shape) {
    JsonNode node = schema.node();
    if (node.has("properties")
        || node.has("patternProperties")
        || node.has("additionalProperties")) {
      Located others =
          node.has("additionalProperties") ? schema.child("additionalProperties") : null;
      shape.objects.add(
          new ObjectPart(
              members(schema, "properties"), members(schema, "patternProperties"), others));
    }
    if (node.has("prefixItems") || node.path("items").isArray()) {
      boolean prefixed = node.has("prefixItems");
      String key = prefixed ? "prefixItems" : "items";
      String restKey = prefixed ? "items" : "additionalItems";
      List<Located> prefix = new ArrayList<>();
      for (int i = 0; i < node.get(key).size(); i++) {
        prefix.add(schema.child(key, Integer.toString(i)));
      }
      shape.arrays.add(new ArrayPart(prefix, node.has(restKey) ? schema.child(restKey) : null));
    } else if (node.has("items")) {
      shape.arrays.add(new ArrayPart(List.of(), schema.child("items")));
    }
  }

  private boolean reference(Located schema, Shape shape, Set<Located> open) {
    return read(document.resolve(schema, text(schema, "$ref")), shape, open);
  }

  private boolean all(Located schema, Shape shape, Set<Located> open) {
    boolean possible = true;
    for (Located part : branches(schema, "allOf")) {
      possible &= read(part, shape, open);
    }
    return possible;
  }

  /** The schemas of an array of them. */
  List<Located> branches(Located schema, String key) {
    JsonNode value = schema.node().get(key);
    if (!value.isArray() || value.isEmpty()) {
      throw malformed(schema, key, "an array of schemas");
    }
    List<Located> branches = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      branches.add(schema.child(key, Integer.toString(i)));
    }
    return branches;
  }

  private Map<String, Located> members(Located schema, String key) {
    JsonNode value = schema.node().path(key);
    if (!value.isObject() && !value.isMissingNode()) {
      throw malformed(schema, key, "an object of schemas");
    }
    Map<String, Located> members = new LinkedHashMap<>();
    value.fieldNames().forEachRemaining(name -> members.put(name, schema.child(key, name)));
    return members;
  }

  int types(Located schema, JsonNode value) {
    int types = 0;
    for (JsonNode type : value.isArray() ? value : List.of(value)) {
      types |=
          switch (type.asText()) {
            case "null" -> Shape.NULL;
            case "boolean" -> Shape.BOOLEAN;
            case "integer" -> Shape.INTEGER;
            case "number" -> Shape.NUMBER;
            case "string" -> Shape.STRING;
            case "array" -> ARRAY;
            case "object" -> Shape.OBJECT;
            default -> throw malformed(schema, "type", "one or several of JSON's types");
          };
    }
    return types;
  }

  private static void restrict(Shape shape, Iterable<JsonNode> values) {
    List<JsonNode> kept = new ArrayList<>();
    for (JsonNode value : values) {
      if (shape.values == null
          || shape.values.stream().anyMatch(other -> ValueCheck.equal(value, other))) {
        kept.add(value);
      }
    }
    shape.values = kept;
  }

  private void format(Located schema, JsonNode value, Shape shape) {
    if (Formats.regexes(value.asText()) != null) {
      shape.texts.add(new TextPart("format", value.asText(), schema.at("format")));
    } else if (Formats.isStandard(value.asText()) && mayBe(schema, Shape.STRING)) {
      throw new FormException(
          "format",
          schema.at("format"),
          "The format '%s' at %s is not supported; give a pattern instead."
              .formatted(value.asText(), schema.at("format")));
    }
  }

  private void dependencies(Located schema, String key, Shape shape) {
    JsonNode value = schema.node().get(key);
    for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!value.get(name).isArray()) {
        throw unsupported(schema, key);
      }
      List<String> needed = new ArrayList<>(shape.dependent.getOrDefault(name, List.of()));
      needed.addAll(names(schema, key, value.get(name)));
      shape.dependent.put(name, needed);
    }
  }

  List<String> names(Located schema, String key, JsonNode value) {
    List<String> names = new ArrayList<>();
    if (!value.isArray()) {
      throw malformed(schema, key, "an array of names");
    }
    for (JsonNode name : value) {
      if (!name.isTextual()) {
        throw malformed(schema, key, "an array of names");
      }
      names.add(name.textValue());
    }
    return names;
  }

  /** Whether values may be of a type by the keyword {@code type} beside a keyword. */
  private boolean mayBe(Located schema, int type) {
    return !schema.node().has("type") || (types(schema, schema.node().get("type")) & type) != 0;
  }

  private static BigDecimal number(Located schema, String key) {
    JsonNode value = schema.node().get(key);
    if (!value.isNumber()) {
      throw malformed(schema, key, "a number");
    }
    return value.decimalValue();
  }

  private static boolean flag(Located schema, String key) {
    return schema.node().path(key).isBoolean() && schema.node().path(key).booleanValue();
  }

  private static int count(Located schema, String key) {
    BigDecimal value = number(schema, key);
    if (value.signum() >= 0 && ValueCheck.isWhole(value)) {
      return value.compareTo(MOST) > 0 ? Integer.MAX_VALUE : value.intValueExact();
    }
    throw malformed(schema, key, "a whole number of at least 0");
  }

  private static String text(Located schema, String key) {
    JsonNode value = schema.node().get(key);
    if (!value.isTextual()) {
      throw malformed(schema, key, "a text");
    }
    return value.textValue();
  }

  FormException unsupported(Located schema, String key) {
    return new FormException(
        key,
        schema.at(key),
        "The keyword '%s' at %s is not supported; leave it out, or check it in the answer."
            .formatted(key, schema.at(key)));
  }

  private static FormException malformed(Located schema, String key, String wanted) {
    return refuse(schema, key, key, "it is not " + wanted);
  }

  private static FormException refuse(Located schema, String at, String keyword, String why) {
    String place = at.isEmpty() ? schema.pointer() : schema.at(at);
    return new FormException(
        keyword,
        place,
        "The schema cannot be used: at %s, %s."
            .formatted(place.isEmpty() ? "the root" : place, why));
  }
}
