package io.mosaicgpt.model.training;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What must be the same when a run is resumed.
 *
 * @param model hash of the checkpoint that it began with
 * @param data fingerprint of the rows
 * @param settings by name, as text
 */
record RunIdentity(String model, String data, Map<String, String> settings) {
  RunIdentity {
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
    if (!model.equals(other.model)) {
      throw refused(where, "began with another model");
    }
    if (!data.equals(other.data)) {
      throw refused(where, "reads other data");
    }
    Map<String, String> ours = new TreeMap<>(settings);
    other.settings.keySet().forEach(name -> ours.putIfAbsent(name, "unknown"));
    ours.forEach(
        (name, value) -> {
          String theirs = other.settings.getOrDefault(name, "unknown");
          if (!value.equals(theirs)) {
            throw refused(where, "has %s %s, and not %s".formatted(name, theirs, value));
          }
        });
  }

  private static TrainingStateException refused(Object where, String reason) {
    return new TrainingStateException(
        "The run in %s cannot be resumed, since it %s; make it the same, or give another directory."
            .formatted(where, reason));
  }
}
