package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.operators.state.AdmittedEvent;
import io.mosaicgpt.operators.wire.DecodedEvent.Unreadable;
import io.mosaicgpt.operators.wire.EventOrigin;
import io.mosaicgpt.operators.wire.FileOrigin;
import io.mosaicgpt.operators.wire.KafkaOrigin;
import io.mosaicgpt.operators.wire.RowOrigin;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.Instruction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.OptionalLong;

/** Makes dead letters: what was wrong, with what, and where it came from. */
final class DeadLetterWriter {
  private DeadLetterWriter() {}

  static DeadLetter unreadable(Unreadable event, OptionalLong timestamp, long nowMillis) {
    byte[] payload = event.payload();
    return letter(event.code(), event.message(), 0, event.origin(), nowMillis)
        .setSourceTimestamp(SourceTime.of(event.origin(), timestamp))
        .setRequestId(event.ids().requestId())
        .setCustomId(event.ids().customId())
        .setPayload(buffer(AdmittedEvent.firstBytes(payload)))
        .setPayloadSize(payload == null ? null : event.payloadSize())
        .build();
  }

  /**
   * @param attempt the attempt that failed, 0 if the event never became a request
   */
  static DeadLetter refused(
      AdmittedEvent event, ErrorCode code, String message, int attempt, long nowMillis) {
    Instruction instruction = event.instruction();
    DeadLetter.Builder letter =
        letter(code, message, attempt, event.origin(), nowMillis)
            .setSourceTimestamp(SourceTime.of(event.origin(), event.eventTimestamp()))
            .setRequestId(instruction.getRequestId())
            .setCustomId(instruction.getCustomId());
    if (event.payload() != null) {
      letter.setPayload(buffer(event.payload())).setPayloadSize(event.payloadSize());
    } else {
      byte[] encoded = encode(instruction);
      letter
          .setPayload(buffer(AdmittedEvent.firstBytes(encoded)))
          .setPayloadSize((long) encoded.length);
    }
    return letter.build();
  }

  private static DeadLetter.Builder letter(
      ErrorCode code, String message, int attempt, EventOrigin origin, long nowMillis) {
    DeadLetter.Builder letter =
        DeadLetter.newBuilder()
            .setCode(code.code())
            .setMessage(message)
            .setAttempt(attempt)
            .setFailedAt(Instant.ofEpochMilli(nowMillis));
    if (origin instanceof KafkaOrigin kafka) {
      letter
          .setSourceTopic(kafka.topic())
          .setSourcePartition(kafka.partition())
          .setSourceOffset(kafka.offset())
          .setKey(buffer(kafka.key()))
          .setHeaders(EventOrigin.headersOf(kafka));
    } else if (origin instanceof FileOrigin file) {
      letter.setHeaders(file.asHeaders());
    } else if (origin instanceof RowOrigin row) {
      letter.setHeaders(row.headers());
    } else if (origin != null) {
      throw new IllegalStateException("no dead letter says that an event came from " + origin);
    }
    return letter;
  }

  /** For events that never were bytes: Avro's single-object encoding, which is accepted again. */
  private static byte[] encode(Instruction instruction) {
    try {
      ByteBuffer encoded = instruction.toByteBuffer();
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("an instruction cannot be written to memory", e);
    }
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }
}
