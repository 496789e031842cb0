package io.mosaicgpt.model.training;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What must be the same when a run is resumed.
 *
 * @param given what the user chose, by the names that he knows, as text; compared first, so that a
 *     refusal names what was changed and not what followed from it
 * @param model hash of the checkpoint that it began with
 * @param data fingerprint of the rows
 * @param settings by name, as text
 */
record RunIdentity(
    Map<String, String> given, String model, String data, Map<String, String> settings) {
  RunIdentity {
    given = Collections.unmodifiableMap(new TreeMap<>(given));
    requireNonNull(model, "model is null");
    requireNonNull(data, "data is null");
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /**
   * Refuses to resume that run as this one.
   *
   * @param where the other one's state lies
   */
  void requireSame(RunIdentity other, Object where) {
    requireSame(given, other.given, where);
    if (!model.equals(other.model)) {
      throw refused(where, "began with another model");
    }
    if (!data.equals(other.data)) {
      throw refused(where, "reads other data");
    }
    requireSame(settings, other.settings, where);
  }

  private static void requireSame(
      Map<String, String> ours, Map<String, String> theirs, Object where) {
    Map<String, String> all = new TreeMap<>(ours);
    theirs.keySet().forEach(name -> all.putIfAbsent(name, "unknown"));
    all.forEach(
        (name, value) -> {
          String other = theirs.getOrDefault(name, "unknown");
          if (!value.equals(other)) {
            throw refused(where, "has %s %s, and not %s".formatted(name, other, value));
          }
        });
  }

  private static OtherRunException refused(Object where, String reason) {
    return new OtherRunException(
        "The run in %s cannot be resumed, since it %s; make it the same, or give another directory."
            .formatted(where, reason));
  }
}
