package io.mosaicgpt.operators.generate;

import io.mosaicgpt.operators.wire.EventOrigin;
import java.time.Instant;
import java.util.OptionalLong;

/** An event's own time, as its results tell it. */
final class SourceTime {
  private SourceTime() {}

  /**
   * The one that the place it came from has for it, or else the one that it has in Flink.
   *
   * @param origin null for none
   * @param inFlink epoch milliseconds
   * @return null when nobody gave the event a time, which both tell by a negative number, too
   */
  static Instant of(EventOrigin origin, OptionalLong inFlink) {
    OptionalLong stamp = origin == null ? OptionalLong.empty() : origin.stamp();
    long millis = stamp.orElse(inFlink.orElse(-1));
    return millis < 0 ? null : Instant.ofEpochMilli(millis);
  }
}
