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
  private final EventFormat singleObject;
  private final EventFormat bare;
  private final JsonFormat json = new JsonFormat();
  private final EventFormat registry;

  /**
   * @param maxEventBytes largest event accepted, in bytes, at least 1
   * @param registry where framed events' schemas are; empty refuses such events
   */
  public InstructionDecoder(int maxEventBytes, Optional<SchemaRegistry> registry) {
    requireNonNull(registry, "registry is null");
    if (maxEventBytes < 1) {
      throw new IllegalArgumentException(
          "the largest event must have at least 1 byte, not " + maxEventBytes);
    }
    this.maxEventBytes = maxEventBytes;
    SchemaHistory history = SchemaHistory.of("instruction");
    this.singleObject = new SingleObjectFormat(history);
    this.bare =
        new DatumFormat(
            history.latest(),
            0,
            "schema instruction version " + history.versions().size() + " and no header");
    this.registry =
        registry.isPresent()
            ? new RegistryFormat(registry.get())
            : value -> {
              throw new UnreadableEventException(
                  "The event begins with byte 0x00: as Avro it would have an empty request_id, and"
                      + " for a schema registry's framing this job has no registry; set"
                      + " schema-registry-url, or "
                      + Sentences.REMEDY);
            };
  }

  /**
   * Decodes one event.
   *
   * @param value the event's bytes, null for a record without a value
   * @param origin where it came from, or null
   * @throws IOException when the schema registry does not answer; nothing is said about the event
   */
  public DecodedEvent decode(byte[] value, EventOrigin origin) throws IOException {
    try {
      if (value == null || value.length == 0) {
        throw new UnreadableEventException(
            "The event has no value; send an instruction, or keep deletions out of this topic");
      }
      if (value.length > maxEventBytes) {
        return new DecodedEvent.Unreadable(
            ErrorCode.EVENT_TOO_LARGE,
            "The event has "
                + value.length
                + " bytes, of which this job accepts "
                + maxEventBytes
                + "; shorten it or raise the job's max-event-bytes",
            JsonStart.isIn(value) ? json.ids(value, maxEventBytes) : RequestIds.NONE,
            origin,
            value);
      }
      Instruction instruction = formatOf(value).read(value);
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

  private EventFormat formatOf(byte[] value) throws UnreadableEventException {
    if (JsonStart.isIn(value)) {
      return json;
    }
    int first = value[0] & 0xFF;
    return switch (first) {
      case SingleObjectFormat.FIRST_BYTE -> singleObject;
      case RegistryFormat.FIRST_BYTE -> registry;
      default -> {
        if (first % 2 != 0) {
          throw new UnreadableEventException(
              String.format(
                  "The event begins with byte 0x%02X, as no accepted encoding does; %s",
                  first, Sentences.REMEDY));
        }
        yield bare;
      }
    };
  }
}
