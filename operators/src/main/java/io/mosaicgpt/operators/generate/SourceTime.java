package io.mosaicgpt.operators.generate;

import io.mosaicgpt.operators.wire.EventOrigin;
import java.time.Instant;
import java.util.OptionalLong;

/** An event's own time, as its results tell it. */
final class SourceTime {
  private SourceTime() {}

  /**
   * That of the event's record, or the one that the event has in Flink where it came from
   * elsewhere.
   *
   * @param origin null for none
   * @param inFlink epoch milliseconds
   * @return null when nobody gave the event a time, which both tell by a negative number, too
   */
  static Instant of(EventOrigin origin, OptionalLong inFlink) {
    long millis = origin == null ? inFlink.orElse(-1) : origin.timestamp();
    return millis < 0 ? null : Instant.ofEpochMilli(millis);
  }
}
