package io.mosaicgpt.model.constraint.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.schema.Shape.Bound;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whether values can have two shapes at once. */
final class Overlap {
  private static final int MOST_DEPTH = 6;

  private final Shapes shapes;
  private final Texts texts;
  private final ValueCheck check;

  Overlap(Shapes shapes, Texts texts) {
    this.shapes = shapes;
    this.texts = texts;
    this.check = new ValueCheck(shapes, texts);
  }

  /**
   * Branches of which exactly one holds.
   *
   * @throws FormException when two may hold at once
   */
  List<List<Shape>> apart(List<List<Shape>> branches, String place) {
    List<List<Shape>> result = new ArrayList<>(branches);
    for (int i = 0; i < result.size(); i++) {
      for (int j = i + 1; j < result.size(); j++) {
        if (!disjoint(result.get(i), result.get(j), 0)) {
          throw new FormException(
              "oneOf",
              place,
              "Branches %d and %d of oneOf at %s may hold at once, as far as can be told; make them"
                      .formatted(i, j, place)
                  + " exclude each other, by a property with different constants, or use anyOf.");
        }
      }
    }
    return result;
  }

  private boolean disjoint(List<Shape> a, List<Shape> b, int depth) {
    return a.stream().allMatch(x -> b.stream().allMatch(y -> disjoint(x, y, depth)));
  }

  private boolean disjoint(Shape a, Shape b, int depth) {
    if (a.values != null || b.values != null) {
      Shape listed = a.values != null ? a : b;
      for (JsonNode value : listed.values) {
        if (check.accepts(a, value) && check.accepts(b, value)) {
          return false;
        }
      }
      return true;
    }
    int types = a.types & b.types;
    return (types & (Shape.NULL | Shape.BOOLEAN)) == 0
        && ((types & Shape.NUMBER) == 0 || numbers(a, b))
        && ((types & Shape.STRING) == 0 || strings(a, b))
        && ((types & Shape.ARRAY) == 0 || arrays(a, b, depth))
        && ((types & Shape.OBJECT) == 0 || objects(a, b, depth));
  }

  private static boolean numbers(Shape a, Shape b) {
    return below(a.most, b.least) || below(b.most, a.least);
  }

  private static boolean below(Bound most, Bound least) {
    if (most == null || least == null) {
      return false;
    }
    int order = most.value().compareTo(least.value());
    return order < 0 || (order == 0 && (most.exclusive() || least.exclusive()));
  }

  private boolean strings(Shape a, Shape b) {
    if ((a.maxLength >= 0 && a.maxLength < b.minLength)
        || (b.maxLength >= 0 && b.maxLength < a.minLength)) {
      return true;
    }
    if ((a.texts.isEmpty() && a.excluded.isEmpty())
        || (b.texts.isEmpty() && b.excluded.isEmpty())) {
      return false;
    }
    return texts.languages(a).disjoint(texts.of(a), texts.of(b));
  }

  private boolean arrays(Shape a, Shape b, int depth) {
    if ((a.maxItems >= 0 && a.maxItems < b.minItems)
        || (b.maxItems >= 0 && b.maxItems < a.minItems)) {
      return true;
    }
    int both = Math.min(8, Math.max(a.minItems, b.minItems));
    for (int i = 0; i < both; i++) {
      if (differ(Items.at(a, i), Items.at(b, i), depth)) {
        return true;
      }
    }
    return false;
  }

  private boolean objects(Shape a, Shape b, int depth) {
    Set<String> needed = new LinkedHashSet<>(a.required);
    needed.addAll(b.required);
    Properties ofA = new Properties(a, texts);
    Properties ofB = new Properties(b, texts);
    for (String name : needed) {
      if (a.absent.contains(name)
          || b.absent.contains(name)
          || differ(ofA.of(name), ofB.of(name), depth)) {
        return true;
      }
    }
    return false;
  }

  /** Whether no value fits the schemas of both, or none those of one. */
  private boolean differ(List<Located> a, List<Located> b, int depth) {
    return depth < MOST_DEPTH
        && !shapes.isOpen(a)
        && !shapes.isOpen(b)
        && disjoint(shapes.of(a), shapes.of(b), depth + 1);
  }
}
