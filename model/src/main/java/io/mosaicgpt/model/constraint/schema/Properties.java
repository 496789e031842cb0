package io.mosaicgpt.model.constraint.schema;

import io.mosaicgpt.model.constraint.schema.Shape.ObjectPart;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.util.automaton.Operations;

/** What is said of an object's properties. */
final class Properties {
  private final Shape shape;
  private final Texts texts;

  Properties(Shape shape, Texts texts) {
    this.shape = shape;
    this.texts = texts;
  }

  /** Names that are declared, in order, and behind them those that are only required. */
  Set<String> declared() {
    Set<String> names = new LinkedHashSet<>();
    shape.objects.forEach(part -> names.addAll(part.named().keySet()));
    names.addAll(shape.required);
    shape.dependent.values().forEach(names::addAll);
    names.addAll(shape.dependent.keySet());
    names.addAll(shape.absent);
    return names;
  }

  /** Patterns of names, each once, with the place it is from. */
  Map<String, String> patterns() {
    Map<String, String> patterns = new java.util.LinkedHashMap<>();
    for (ObjectPart part : shape.objects) {
      part.matching().forEach((regex, schema) -> patterns.putIfAbsent(regex, schema.pointer()));
    }
    return patterns;
  }

  /** All schemas of a property, by its name. */
  List<Located> of(String name) {
    Set<String> matching = new LinkedHashSet<>();
    patterns()
        .forEach(
            (regex, place) -> {
              if (Operations.run(texts.pattern(regex, "patternProperties", place), name)) {
                matching.add(regex);
              }
            });
    return of(name, matching);
  }

  /**
   * All schemas of a property.
   *
   * @param name null for one that is not declared
   * @param matching the patterns that its name matches
   */
  List<Located> of(String name, Set<String> matching) {
    List<Located> schemas = new ArrayList<>();
    for (ObjectPart part : shape.objects) {
      int before = schemas.size();
      if (part.named().containsKey(name)) {
        schemas.add(part.named().get(name));
      }
      boolean matched = schemas.size() > before;
      for (Map.Entry<String, Located> pattern : part.matching().entrySet()) {
        if (matching.contains(pattern.getKey())) {
          schemas.add(pattern.getValue());
          matched = true;
        }
      }
      if (!matched && part.others() != null) {
        schemas.add(part.others());
      }
    }
    return schemas;
  }
}
