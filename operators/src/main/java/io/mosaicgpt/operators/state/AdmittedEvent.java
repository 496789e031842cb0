package io.mosaicgpt.operators.state;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.wire.EventOrigin;
import io.mosaicgpt.schemas.Instruction;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * An event that became a request, as it is kept until the request is done.
 *
 * @param instruction what was asked; not shared with the stream it came from. Changed once, when
 *     the request is admitted: what the job settles for its sampling is filled in
 * @param origin where the event came from, or null
 * @param payload the first {@link #MAX_PAYLOAD_BYTES} of the event's value, or null
 * @param payloadSize bytes of the whole value; 0 if there is none
 * @param eventTimestamp the stream record's timestamp
 */
public record AdmittedEvent(
    Instruction instruction,
    EventOrigin origin,
    byte[] payload,
    long payloadSize,
    OptionalLong eventTimestamp) {
  /** As much of a value as a dead letter carries. */
  public static final int MAX_PAYLOAD_BYTES = 64 * 1024;

  public AdmittedEvent {
    requireNonNull(instruction, "instruction is null");
    requireNonNull(eventTimestamp, "eventTimestamp is null");
  }

  /**
   * Copies the instruction, since a stream may reuse its objects, and cuts the value short.
   *
   * @param value the event's value, or null
   */
  public static AdmittedEvent of(
      Instruction instruction, EventOrigin origin, byte[] value, OptionalLong eventTimestamp) {
    return new AdmittedEvent(
        RecordCodec.copy(instruction),
        origin,
        firstBytes(value),
        value == null ? 0 : value.length,
        eventTimestamp);
  }

  /** As much of a value as is kept; null for null. */
  public static byte[] firstBytes(byte[] value) {
    return value == null ? null : Arrays.copyOf(value, Math.min(value.length, MAX_PAYLOAD_BYTES));
  }
}
