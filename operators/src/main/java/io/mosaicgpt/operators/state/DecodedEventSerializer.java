package io.mosaicgpt.operators.state;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.DecodedEvent.Readable;
import io.mosaicgpt.operators.wire.DecodedEvent.Unreadable;
import io.mosaicgpt.operators.wire.RequestIds;
import io.mosaicgpt.schemas.Instruction;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Decoded events on their way between operators, and in unaligned checkpoints. An element begins
 * with its kind; a kind that gets another form gets another number, and the old one is still read.
 */
final class DecodedEventSerializer extends SchemaBoundSerializer<DecodedEvent, Instruction> {
  private static final long serialVersionUID = 1L;

  /** Without headers. Read only. */
  private static final byte READABLE_1 = 0;

  /** Without ids and headers. Read only. */
  private static final byte UNREADABLE_1 = 1;

  /** From nowhere or Kafka, and held as a whole. Still written for such events. */
  private static final byte READABLE_2 = 2;

  /** From nowhere or Kafka, and held as a whole. Still written for such events. */
  private static final byte UNREADABLE_2 = 3;

  private static final byte READABLE = 4;

  /** With the size of the whole payload. */
  private static final byte UNREADABLE = 5;

  private static final int MAX_PAYLOAD_BYTES = 1 << 28;
  private static final int MAX_MESSAGE_BYTES = 1 << 20;

  DecodedEventSerializer() {
    this(Instruction.getClassSchema().toString());
  }

  private DecodedEventSerializer(String writtenWith) {
    super(writtenWith);
  }

  @Override
  public DecodedEventSerializer duplicate() {
    return new DecodedEventSerializer(writtenWith());
  }

  @Override
  public DecodedEvent createInstance() {
    return new Unreadable(ErrorCode.UNREADABLE_EVENT, "", null, null);
  }

  @Override
  public DecodedEvent copy(DecodedEvent from) {
    return from instanceof Readable readable
        ? new Readable(
            RecordCodec.copy(readable.instruction()), readable.origin(), readable.payload())
        : from;
  }

  @Override
  public void serialize(DecodedEvent event, DataOutputView target) throws IOException {
    boolean kafkaAtMost = OriginCodec.isOfKafkaAtMost(event.origin());
    if (event instanceof Readable readable) {
      target.writeByte(kafkaAtMost ? READABLE_2 : READABLE);
      codec().write(readable.instruction(), target);
    } else if (event instanceof Unreadable unreadable) {
      boolean secondForm = kafkaAtMost && isWhole(unreadable);
      target.writeByte(secondForm ? UNREADABLE_2 : UNREADABLE);
      if (!secondForm) {
        target.writeLong(unreadable.payloadSize());
      }
      BoundedInput.writeText(unreadable.code().name(), target);
      BoundedInput.writeText(unreadable.message(), target);
      BoundedInput.writeOptionalText(unreadable.ids().requestId(), target);
      BoundedInput.writeOptionalText(unreadable.ids().customId(), target);
    }
    OriginCodec.write(event.origin(), target);
    BoundedInput.writeBytes(event.payload(), target);
  }

  @Override
  public DecodedEvent deserialize(DataInputView source) throws IOException {
    byte kind = source.readByte();
    return switch (kind) {
      case READABLE_1, READABLE_2, READABLE ->
          new Readable(
              codec().read(source), OriginCodec.read(source, kind != READABLE_1), payload(source));
      case UNREADABLE_1, UNREADABLE_2 -> unreadable(source, kind != UNREADABLE_1);
      case UNREADABLE -> {
        long payloadSize = source.readLong();
        Unreadable event = unreadable(source, true);
        yield new Unreadable(
            event.code(),
            event.message(),
            event.ids(),
            event.origin(),
            event.payload(),
            payloadSize);
      }
      default ->
          throw new IOException(
              "an event has the unknown kind %d; the data is damaged".formatted(kind));
    };
  }

  private static boolean isWhole(Unreadable event) {
    return event.payloadSize() == (event.payload() == null ? 0 : event.payload().length);
  }

  /**
   * @param idsAndHeaders whether the form has them
   */
  private static Unreadable unreadable(DataInputView source, boolean idsAndHeaders)
      throws IOException {
    return new Unreadable(
        code(BoundedInput.readName(source, "an error code")),
        BoundedInput.readText(source, MAX_MESSAGE_BYTES, "an error message"),
        idsAndHeaders ? ids(source) : RequestIds.NONE,
        OriginCodec.read(source, idsAndHeaders),
        payload(source));
  }

  private static byte[] payload(DataInputView source) throws IOException {
    return BoundedInput.readBytes(source, MAX_PAYLOAD_BYTES, "an event's payload");
  }

  private static RequestIds ids(DataInputView source) throws IOException {
    return new RequestIds(
        BoundedInput.readOptionalName(source, "a request_id"),
        BoundedInput.readOptionalName(source, "a custom_id"));
  }

  private static ErrorCode code(String name) throws IOException {
    try {
      return ErrorCode.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new IOException("unknown error code %s; the data is damaged".formatted(name), e);
    }
  }

  @Override
  public TypeSerializerSnapshot<DecodedEvent> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Written beside the data. */
  public static final class Snapshot extends SchemaBoundSnapshot<DecodedEvent> {
    public Snapshot() {
      super(Instruction.getClassSchema().toString());
    }

    @Override
    TypeSerializer<DecodedEvent> serializer(String writtenWith) {
      return new DecodedEventSerializer(writtenWith);
    }
  }
}
