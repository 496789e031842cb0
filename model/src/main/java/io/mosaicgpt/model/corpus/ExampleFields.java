package io.mosaicgpt.model.corpus;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;

/**
 * What a line's fields mean: {@code instruction}, {@code response} and maybe {@code context};
 * {@code text} and a label, maybe with an {@code instruction} of its own; or {@code text} alone.
 * Other fields are not looked at.
 */
final class ExampleFields {
  private static final String INSTRUCTION = "instruction";
  private static final String CONTEXT = "context";
  private static final String RESPONSE = "response";
  private static final String TEXT = "text";

  private final String labelField;

  ExampleFields(String labelField) {
    this.labelField = requireNonNull(labelField, "labelField is null");
  }

  /**
   * The example that a line holds.
   *
   * @param fields those that hold texts
   * @param others names of those that hold something else
   * @throws CorpusException when it holds none, or a text whose label is something else: without
   *     the label the text would be learned as one that has none
   */
  Example example(Place place, Map<String, String> fields, Set<String> others) {
    if (fields.containsKey(TEXT) && others.contains(labelField)) {
      throw place.refuse(
          "has a %s that is no text, whole number, true or false: write it as a text, or leave it out"
              .formatted(labelField));
    }
    if (fields.containsKey(TEXT) && fields.containsKey(labelField)) {
      return new Example.Labelled(
          place,
          fields.getOrDefault(INSTRUCTION, ""),
          filled(place, fields, TEXT),
          filled(place, fields, labelField));
    }
    if (fields.containsKey(INSTRUCTION)) {
      return new Example.Answered(
          place,
          filled(place, fields, INSTRUCTION),
          fields.getOrDefault(CONTEXT, ""),
          filled(place, fields, RESPONSE));
    }
    if (!fields.containsKey(TEXT)) {
      throw place.refuse(
          "has neither instruction and response nor text: give each line the ones or the other");
    }
    return new Example.Plain(place, filled(place, fields, TEXT), true);
  }

  private static String filled(Place place, Map<String, String> fields, String name) {
    String value = fields.getOrDefault(name, "");
    if (value.isBlank()) {
      throw place.refuse("has no or a blank " + name + ": fill it in, or take the line out");
    }
    return value;
  }
}
