package io.mosaicgpt.operators.wire;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.schemas.Instruction;

/**
 * What decoding made of one event. Bytes that are no instruction are a value too, since a Kafka
 * deserializer has no side output: the operator turns them into dead letters.
 */
public sealed interface DecodedEvent {
  /** Where the event came from; null for a stream that comes from no place. */
  EventOrigin origin();

  /** The event's bytes as they arrived, possibly cut short; null where there were none. */
  byte[] payload();

  /** An instruction, not validated beyond its schema. */
  @SuppressWarnings("JavaLangClash") // Always written with its outer name or imported.
  record Readable(Instruction instruction, EventOrigin origin, byte[] payload)
      implements DecodedEvent {
    public Readable {
      requireNonNull(instruction, "instruction is null");
    }
  }

  /**
   * Bytes that are no instruction.
   *
   * @param code why, for programs
   * @param message why, one sentence for people
   * @param ids what it says of itself, as far as that could be read
   * @param payload the event's first bytes, all of them unless it was too large to be held; null
   *     where there were none
   * @param payloadSize bytes of the whole event; 0 if there are none
   */
  record Unreadable(
      ErrorCode code,
      String message,
      RequestIds ids,
      EventOrigin origin,
      byte[] payload,
      long payloadSize)
      implements DecodedEvent {
    public Unreadable {
      requireNonNull(code, "code is null");
      requireNonNull(message, "message is null");
      requireNonNull(ids, "ids is null");
    }

    /** Bytes that are held as a whole. */
    public Unreadable(
        ErrorCode code, String message, RequestIds ids, EventOrigin origin, byte[] payload) {
      this(code, message, ids, origin, payload, payload == null ? 0 : payload.length);
    }

    /** Bytes of which nothing could be read. */
    public Unreadable(ErrorCode code, String message, EventOrigin origin, byte[] payload) {
      this(code, message, RequestIds.NONE, origin, payload);
    }
  }
}
