package io.mosaicgpt.operators.wire;

import io.mosaicgpt.schemas.EventHeader;
import java.util.List;
import java.util.OptionalLong;

/** Where an event came from and what came with it, for its results, dead letters and logs. */
public sealed interface EventOrigin permits KafkaOrigin, FileOrigin, RowOrigin {
  /** The place, for sentences and log lines. No two events of one input have the same. */
  String place();

  /**
   * When the event was made as the place itself notes it, epoch milliseconds, negative for an event
   * of which that is not known; empty for a place that notes no such thing.
   */
  OptionalLong stamp();

  /** The event's key, or null. */
  byte[] key();

  /** What came beside the event and goes to its results; never changed. */
  List<EventHeader> headers();

  /** The headers as results carry them: null for none, and for an event from nowhere. */
  static List<EventHeader> headersOf(EventOrigin origin) {
    return origin == null || origin.headers().isEmpty() ? null : origin.headers();
  }
}
