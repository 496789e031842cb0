package io.mosaicgpt.operators.wire;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.operators.wire.registry.SchemaRegistry;
import io.mosaicgpt.schemas.Instruction;
import java.io.IOException;
import java.util.Optional;

/**
 * Decodes the bytes of events. Bad bytes are a value; memory and time are bounded by the size of
 * the event, whatever it claims about itself. Not thread-safe.
 *
 * <p>The first bytes tell the encodings apart. A bare datum begins with the length of request_id,
 * whose Avro encoding is even and, for a name that is not empty, not zero:
 *
 * <ul>
 *   <li>{@code 0xC3}: Avro's single-object encoding, any published version of the schema;
 *   <li>an opening brace or bracket, behind white space or a byte order mark perhaps: JSON;
 *   <li>{@code 0x00}: a schema registry's framing, when a registry is configured;
 *   <li>another even byte: a bare Avro datum of the current schema.
 * </ul>
 */
public final class InstructionDecoder {
  /** Largest event accepted unless told otherwise, in bytes. */
  public static final int DEFAULT_MAX_EVENT_BYTES = 1 << 20;

  private final int maxEventBytes;
  private final JsonFormat json = new JsonFormat();

  /** For events that do not begin like JSON. */
  private final EventFormat other;

  private InstructionDecoder(int maxEventBytes, EventFormat other) {
    if (maxEventBytes < 1) {
      throw new IllegalArgumentException(
          "the largest event must have at least 1 byte, not " + maxEventBytes);
    }
    this.maxEventBytes = maxEventBytes;
    this.other = other;
  }

  /**
   * @param maxEventBytes largest event accepted, in bytes, at least 1
   * @param registry where framed events' schemas are; empty refuses such events
   */
  public InstructionDecoder(int maxEventBytes, Optional<SchemaRegistry> registry) {
    this(maxEventBytes, new BinaryFormats(requireNonNull(registry, "registry is null")));
  }

  /**
   * A decoder that takes JSON only: text may begin as Avro does, and would be taken for it.
   *
   * @param maxEventBytes largest event accepted, in bytes, at least 1
   */
  public static InstructionDecoder ofJson(int maxEventBytes) {
    return new InstructionDecoder(
        maxEventBytes,
        value -> {
          throw new UnreadableEventException(
              String.format(
                  "The event begins with byte 0x%02X, and not with a brace; send one JSON object with"
                      + " the fields of the instruction schema",
                  value[0] & 0xFF));
        });
  }

  /**
   * Decodes one event.
   *
   * @param value the event's bytes, null for a record without a value
   * @param origin where it came from, or null
   * @throws IOException when the schema registry does not answer; nothing is said about the event
   */
  public DecodedEvent decode(byte[] value, EventOrigin origin) throws IOException {
    return decode(value, value == null ? 0 : value.length, origin);
  }

  /**
   * Decodes one event that may be too large to be held.
   *
   * @param value all of the event's bytes; the first ones of an event that is larger than accepted
   * @param size bytes of the whole event
   * @param origin where it came from, or null
   * @throws IOException as {@link #decode(byte[], EventOrigin)} does
   */
  public DecodedEvent decode(byte[] value, long size, EventOrigin origin) throws IOException {
    try {
      if (value == null || value.length == 0) {
        throw new UnreadableEventException(
            "The event has no value; send an instruction, or keep deletions out of this topic");
      }
      if (size > maxEventBytes) {
        return new DecodedEvent.Unreadable(
            ErrorCode.EVENT_TOO_LARGE,
            "The event has "
                + size
                + " bytes, of which this job accepts "
                + maxEventBytes
                + "; shorten it or raise the job's max-event-bytes",
            JsonStart.isIn(value) ? json.ids(value, maxEventBytes) : RequestIds.NONE,
            origin,
            value,
            size);
      }
      Instruction instruction = (JsonStart.isIn(value) ? json : other).read(value);
      if (RequestIds.isTooLong(instruction.getRequestId())
          || RequestIds.isTooLong(instruction.getCustomId())) {
        return new DecodedEvent.Unreadable(
            ErrorCode.INVALID_REQUEST,
            "request_id and custom_id have at most "
                + RequestIds.LONGEST
                + " characters, but one of this event's has more; shorten it",
            new RequestIds(instruction.getRequestId(), instruction.getCustomId()),
            origin,
            value);
      }
      return new DecodedEvent.Readable(instruction, origin, value);
    } catch (UnreadableEventException e) {
      return new DecodedEvent.Unreadable(
          ErrorCode.UNREADABLE_EVENT, e.getMessage(), e.ids(), origin, value);
    }
  }
}
