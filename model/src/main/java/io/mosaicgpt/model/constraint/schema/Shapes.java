package io.mosaicgpt.model.constraint.schema;

import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.language.Budget;
import io.mosaicgpt.model.constraint.schema.Shape.Pending;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The shapes of values for which all of some schemas hold: one of them at least fits each value.
 */
final class Shapes {
  private static final int MOST = 512;

  private final ShapeReader reader;
  private final Overlap overlap;
  private final Map<List<Located>, List<Shape>> known = new HashMap<>();
  private final Set<List<Located>> open = new HashSet<>();

  Shapes(SchemaDocument document, Texts texts, Budget budget) {
    this.reader = new ShapeReader(document, budget);
    this.overlap = new Overlap(this, texts);
  }

  List<Shape> of(List<Located> schemas) {
    List<Shape> shapes = known.get(schemas);
    if (shapes == null) {
      if (!open.add(schemas)) {
        throw new FormException(
            "oneOf",
            schemas.get(0).pointer(),
            "Whether branches at %s exclude each other depends on itself; use anyOf."
                .formatted(schemas.get(0).pointer()));
      }
      Shape shape = new Shape();
      boolean possible = true;
      for (Located schema : schemas.stream().distinct().toList()) {
        possible &= reader.read(schema, shape);
      }
      shapes = possible ? resolve(shape) : List.of();
      known.put(schemas, shapes);
      open.remove(schemas);
    }
    return shapes;
  }

  /** Whether these are being found out, so that one cannot ask for them. */
  boolean isOpen(List<Located> schemas) {
    return open.contains(schemas);
  }

  /** Goes into the branches that are pending. */
  private List<Shape> resolve(Shape shape) {
    if (shape.types == 0 || (shape.values != null && shape.values.isEmpty())) {
      return List.of();
    }
    Pending next = shape.pending.poll();
    if (next == null) {
      return List.of(shape);
    }
    List<List<Shape>> branches = new ArrayList<>();
    for (Located branch : reader.branches(next.schema(), next.keyword())) {
      Shape copy = shape.copy();
      branches.add(reader.read(branch, copy) ? resolve(copy) : List.of());
    }
    if (next.keyword().equals("oneOf")) {
      branches = overlap.apart(branches, next.schema().at("oneOf"));
    }
    List<Shape> all = branches.stream().flatMap(List::stream).toList();
    if (all.size() > MOST) {
      throw new FormException(
          next.keyword(),
          next.schema().at(next.keyword()),
          "The branches at %s and those around them combine to more than %d; use fewer."
              .formatted(next.schema().at(next.keyword()), MOST));
    }
    return all;
  }
}
