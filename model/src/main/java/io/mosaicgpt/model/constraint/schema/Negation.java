package io.mosaicgpt.model.constraint.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** What {@code not} says, where that is simple: of types, of listed values, of one needed name. */
final class Negation {
  private static final Set<String> ANNOTATIONS =
      Set.of("title", "description", "$comment", "default", "examples", "$id", "$schema");

  private final ShapeReader reader;

  Negation(ShapeReader reader) {
    this.reader = reader;
  }

  /** Adds to a shape that a schema does not hold; whether there can be such values. */
  boolean read(Located schema, Shape shape) {
    JsonNode node = schema.node();
    if (node.isBoolean()) {
      return !node.booleanValue();
    }
    String only = null;
    for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!ANNOTATIONS.contains(key)) {
        if (only != null) {
          throw unsupported(schema);
        }
        only = key;
      }
    }
    if (only == null) {
      return false; // everything holds
    }
    switch (only) {
      case "type" -> shape.types &= ~reader.types(schema, node.get(only));
      case "enum" -> node.get(only).forEach(shape.excluded::add);
      case "const" -> shape.excluded.add(node.get(only));
      case "required" -> absent(schema, shape);
      case "anyOf" -> {
        boolean possible = true;
        for (Located branch : reader.branches(schema, only)) {
          possible &= read(branch, shape);
        }
        return possible;
      }
      default -> throw unsupported(schema);
    }
    return true;
  }

  private void absent(Located schema, Shape shape) {
    List<String> names = reader.names(schema, "required", schema.node().get("required"));
    if (names.size() != 1) {
      throw unsupported(schema);
    }
    shape.types &= Shape.OBJECT; // of anything else, what is required says nothing and holds
    shape.absent.add(names.get(0));
  }

  private RuntimeException unsupported(Located schema) {
    String pointer = schema.pointer();
    String parent = pointer.substring(0, Math.max(0, pointer.lastIndexOf('/')));
    return reader.unsupported(new Located(schema.node(), parent, schema.base()), "not");
  }
}
