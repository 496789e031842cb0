package io.mosaicgpt.integration.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Flink's pages of checkpoints have said of a job and its predecessors. A checkpoint's number
 * goes on from one job to the next that is restored from it.
 */
final class CheckpointLog {
  private final TreeMap<Long, Long> triggeredMillis = new TreeMap<>();

  /** When a job was restored, and when the checkpoint that it was restored from had begun. */
  private final TreeMap<Long, Long> restores = new TreeMap<>();

  private long newestCompleted;

  /** Takes a page in. */
  void read(JsonNode page) {
    for (JsonNode checkpoint : page.path("history")) {
      long began = checkpoint.path("trigger_timestamp").asLong();
      triggeredMillis.put(checkpoint.path("id").asLong(), began);
      if (checkpoint.path("status").asText().equals("COMPLETED")) {
        newestCompleted = Math.max(newestCompleted, began);
      }
    }
    JsonNode restored = page.path("latest").path("restored");
    if (restored.has("id")) {
      restores.computeIfAbsent(
          restored.path("restore_timestamp").asLong(), at -> began(restored.path("id").asLong()));
    }
  }

  /** One that nobody saw began after its predecessor. */
  private long began(long checkpoint) {
    Map.Entry<Long, Long> known = triggeredMillis.floorEntry(checkpoint);
    if (known == null) {
      throw new IllegalStateException("Nobody has seen checkpoint " + checkpoint);
    }
    return known.getValue();
  }

  /** Whether a checkpoint that began at a time or later is complete. */
  boolean hasCompletedOneSince(long millis) {
    return newestCompleted >= millis;
  }

  /** How many restores there were since a time. */
  int restoresSince(long millis) {
    return restores.tailMap(millis).size();
  }

  /**
   * When the checkpoint began from which a task started that was there at a time; else that time.
   */
  long restoredFrom(long millis) {
    Map.Entry<Long, Long> restore = restores.floorEntry(millis);
    return restore == null ? millis : restore.getValue();
  }
}
