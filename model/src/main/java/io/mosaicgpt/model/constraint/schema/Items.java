package io.mosaicgpt.model.constraint.schema;

import io.mosaicgpt.model.constraint.schema.Shape.ArrayPart;
import java.util.ArrayList;
import java.util.List;

/** What is said of an array's items. */
final class Items {
  private Items() {}

  /** All schemas of an item, by its index. */
  static List<Located> at(Shape shape, int index) {
    List<Located> schemas = new ArrayList<>();
    for (ArrayPart part : shape.arrays) {
      if (index < part.prefix().size()) {
        schemas.add(part.prefix().get(index));
      } else if (part.rest() != null) {
        schemas.add(part.rest());
      }
    }
    return schemas;
  }

  /** From this index on all items have the same schemas. */
  static int same(Shape shape) {
    return shape.arrays.stream().mapToInt(part -> part.prefix().size()).max().orElse(0);
  }
}
