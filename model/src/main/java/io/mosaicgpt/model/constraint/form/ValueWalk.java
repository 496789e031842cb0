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
  private final StringBuilder text = new StringBuilder();

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
    String separator = "";
    while (at != null && !left.isEmpty()) {
      at = next(at, separator, left, value);
      separator = ",";
    }
    return at == null ? null : write(at, "}");
  }

  /** A property that may come now, and behind it all others that may come now. */
  private GrammarState next(GrammarState at, String separator, List<String> left, JsonNode value) {
    Map<String, GrammarState> candidates = new LinkedHashMap<>();
    for (String name : left) {
      GrammarState behind = append(at, separator + CanonicalJson.text(name) + ":");
      if (behind != null) {
        candidates.put(name, behind);
      }
    }
    int length = text.length();
    for (Map.Entry<String, GrammarState> candidate : candidates.entrySet()) {
      String name = candidate.getKey();
      text.append(separator).append(CanonicalJson.text(name)).append(':');
      GrammarState behind = value(candidate.getValue(), value.get(name));
      if (behind != null
          && candidates.keySet().stream()
              .allMatch(
                  other ->
                      other.equals(name)
                          || append(behind, "," + CanonicalJson.text(other) + ":") != null)) {
        left.remove(name);
        return behind;
      }
      text.setLength(length);
    }
    return null;
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
