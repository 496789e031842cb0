package io.mosaicgpt.model.constraint.form;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.model.constraint.grammar.GrammarForm;
import io.mosaicgpt.model.constraint.grammar.GrammarState;
import io.mosaicgpt.model.constraint.schema.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a value as a form wants it: with the properties of its objects in the form's order. Where
 * a form leaves several orders, as branches may, one of them is tried.
 */
public final class ValueWalk {
  /** Properties that are tried; many times what any but a contrived value needs. */
  private static final int MOST_STEPS = 20_000;

  private final StringBuilder text = new StringBuilder();
  private int steps = MOST_STEPS;

  private ValueWalk() {}

  /** The text that the form accepts for a value; empty where there is none. */
  public static Optional<String> inOrder(GrammarForm form, JsonNode value) {
    ValueWalk walk = new ValueWalk();
    GrammarState end = walk.value(form.start(), value);
    return end != null && end.mayEnd() ? Optional.of(walk.text.toString()) : Optional.empty();
  }

  /** The state behind a value; null where it is not accepted. */
  private GrammarState value(GrammarState from, JsonNode value) {
    if (value.isObject()) {
      return object(from, value);
    }
    if (!value.isArray()) {
      return write(from, CanonicalJson.text(value));
    }
    GrammarState at = write(from, "[");
    for (int i = 0; i < value.size() && at != null; i++) {
      at = i == 0 ? at : write(at, ",");
      at = at == null ? null : value(at, value.get(i));
    }
    return at == null ? null : write(at, "]");
  }

  private GrammarState object(GrammarState from, JsonNode value) {
    GrammarState at = write(from, "{");
    List<String> left = new ArrayList<>();
    value.fieldNames().forEachRemaining(left::add);
    return at == null ? null : properties(at, "", left, value);
  }

  /** The state behind some properties and the end of their object. */
  private GrammarState properties(
      GrammarState at, String separator, List<String> left, JsonNode value) {
    if (left.isEmpty()) {
      return write(at, "}");
    }
    Map<String, GrammarState> candidates = new LinkedHashMap<>();
    for (String name : left) {
      GrammarState behind = append(at, separator + CanonicalJson.text(name) + ":");
      if (behind != null) {
        candidates.put(name, behind);
      }
    }
    List<String> unlikely = new ArrayList<>();
    int length = text.length();
    for (String name : candidates.keySet()) {
      GrammarState behind = property(candidates.get(name), separator, name, value);
      if (behind != null && candidates.keySet().stream().allMatch(n -> follows(behind, name, n))) {
        GrammarState end = properties(behind, ",", without(left, name), value);
        if (end != null || steps <= 0) {
          return end;
        }
      } else if (behind != null) {
        unlikely.add(name);
      }
      text.setLength(length);
    }
    for (String name : unlikely) {
      GrammarState behind = property(candidates.get(name), separator, name, value);
      GrammarState end =
          behind == null ? null : properties(behind, ",", without(left, name), value);
      if (end != null || steps <= 0) {
        return end;
      }
      text.setLength(length);
    }
    return null;
  }

  private GrammarState property(GrammarState at, String separator, String name, JsonNode value) {
    steps--;
    text.append(separator).append(CanonicalJson.text(name)).append(':');
    return value(at, value.get(name));
  }

  /** Whether another property, which could have come before this one, may come behind it. */
  private static boolean follows(GrammarState behind, String name, String other) {
    return other.equals(name) || append(behind, "," + CanonicalJson.text(other) + ":") != null;
  }

  private static List<String> without(List<String> names, String name) {
    return names.stream().filter(other -> !other.equals(name)).toList();
  }

  private GrammarState write(GrammarState at, String more) {
    text.append(more);
    return append(at, more);
  }

  private static GrammarState append(GrammarState at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return at.append(bytes, 0, bytes.length);
  }
}
