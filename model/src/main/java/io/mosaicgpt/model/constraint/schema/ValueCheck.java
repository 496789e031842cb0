package io.mosaicgpt.model.constraint.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mosaicgpt.model.constraint.language.Budget;
import io.mosaicgpt.model.constraint.schema.Shape.Bound;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.automaton.Operations;

/** Whether a value that a schema lists is one of those that the rest of it allows. */
final class ValueCheck {
  private final Shapes shapes;
  private final Texts texts;

  ValueCheck(Shapes shapes, Texts texts) {
    this.shapes = shapes;
    this.texts = texts;
  }

  /** Whether two values are the same to JSON Schema, to which 1.0 is 1. */
  static boolean equal(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue()) == 0;
    }
    if (a.isArray() && b.isArray() && a.size() == b.size()) {
      for (int i = 0; i < a.size(); i++) {
        if (!equal(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a.isObject() && b.isObject() && a.size() == b.size()) {
      for (Map.Entry<String, JsonNode> field : a.properties()) {
        if (!b.has(field.getKey()) || !equal(field.getValue(), b.get(field.getKey()))) {
          return false;
        }
      }
      return true;
    }
    return !a.isContainerNode() && !a.isNumber() && a.equals(b);
  }

  boolean accepts(List<Located> schemas, JsonNode value) {
    return shapes.of(schemas).stream().anyMatch(shape -> accepts(shape, value));
  }

  boolean accepts(Shape shape, JsonNode value) {
    if ((shape.types & type(value)) == 0
        || (shape.values != null && shape.values.stream().noneMatch(v -> equal(v, value)))
        || shape.excluded.stream().anyMatch(v -> equal(v, value))) {
      return false;
    }
    if (value.isNumber()) {
      return number(shape, value.decimalValue());
    }
    if (value.isTextual()) {
      int length = value.textValue().codePointCount(0, value.textValue().length());
      return length >= shape.minLength
          && (shape.maxLength < 0 || length <= shape.maxLength)
          && shape.texts.stream()
              .allMatch(part -> Operations.run(texts.of(part), value.textValue()));
    }
    return value.isArray() ? array(shape, value) : !value.isObject() || object(shape, value);
  }

  private static int type(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL -> Shape.NULL;
      case BOOLEAN -> Shape.BOOLEAN;
      case NUMBER -> isWhole(value.decimalValue()) ? Shape.INTEGER : Shape.FRACTION;
      case STRING -> Shape.STRING;
      case ARRAY -> Shape.ARRAY;
      default -> Shape.OBJECT;
    };
  }

  static boolean isWhole(BigDecimal value) {
    return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
  }

  private static boolean number(Shape shape, BigDecimal value) {
    Bound least = shape.least;
    Bound most = shape.most;
    return (least == null || value.compareTo(least.value()) >= (least.exclusive() ? 1 : 0))
        && (most == null || value.compareTo(most.value()) <= (most.exclusive() ? -1 : 0))
        && shape.multiples.stream().allMatch(of -> isMultiple(value, of, shape));
  }

  private static boolean isMultiple(BigDecimal value, BigDecimal of, Shape shape) {
    if (!Numbers.canBeBound(value)) {
      throw Budget.tooLarge("multipleOf", shape.place); // it would take too long to divide
    }
    return value.remainder(of).signum() == 0;
  }

  private boolean array(Shape shape, JsonNode value) {
    if (value.size() < shape.minItems || (shape.maxItems >= 0 && value.size() > shape.maxItems)) {
      return false;
    }
    for (int i = 0; i < value.size(); i++) {
      if (!accepts(Items.at(shape, i), value.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean object(Shape shape, JsonNode value) {
    Properties properties = new Properties(shape, texts);
    if (value.size() < shape.minProperties
        || (shape.maxProperties >= 0 && value.size() > shape.maxProperties)
        || !shape.required.stream().allMatch(value::has)
        || shape.absent.stream().anyMatch(value::has)) {
      return false;
    }
    for (Map.Entry<String, List<String>> rule : shape.dependent.entrySet()) {
      if (value.has(rule.getKey()) && !rule.getValue().stream().allMatch(value::has)) {
        return false;
      }
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode name = TextNode.valueOf(field.getKey());
      if (!shape.names.stream().allMatch(schema -> accepts(List.of(schema), name))
          || !accepts(properties.of(field.getKey()), field.getValue())) {
        return false;
      }
    }
    return true;
  }
}
