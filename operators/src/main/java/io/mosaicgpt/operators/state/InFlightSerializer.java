package io.mosaicgpt.operators.state;

import io.mosaicgpt.operators.wire.EventOrigin;
import io.mosaicgpt.operators.wire.RowOrigin;
import io.mosaicgpt.schemas.Instruction;
import java.io.IOException;
import java.util.OptionalLong;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Unfinished requests in operator state. Each element begins with the version of its form; the
 * package's description says how forms change.
 *
 * <p>Version 1: instruction (length, Avro), origin, payload (its first 64 KiB), payload size,
 * whether there is an event timestamp and the timestamp, model hash, tokens, log probabilities,
 * attempt, admission time, deadline. Lengths and counts are 4 bytes, big-endian.
 *
 * <p>Version 2: the hash of the prompt behind that of the model.
 *
 * <p>Version 3: the origin ends with the event's headers.
 *
 * <p>Version 4: the origin may be a line of a file. An element that version 3 can hold is written
 * in version 3, so that programs without this one still read the state of jobs that read Kafka.
 *
 * <p>Version 5: the origin may be a row of a table. Written for such elements only.
 */
public final class InFlightSerializer
    extends SchemaBoundSerializer<InFlightGeneration, Instruction> {
  private static final long serialVersionUID = 1L;

  private static final byte WITHOUT_PROMPT_HASH = 1;
  private static final byte WITHOUT_HEADERS = 2;
  private static final byte OF_KAFKA_AT_MOST = 3;
  private static final byte OF_FILES_AT_MOST = 4;
  private static final byte VERSION = 5;

  public InFlightSerializer() {
    this(Instruction.getClassSchema().toString());
  }

  private InFlightSerializer(String writtenWith) {
    super(writtenWith);
  }

  @Override
  public InFlightSerializer duplicate() {
    return new InFlightSerializer(writtenWith());
  }

  /** Nothing in an element is changed after it was made, so checkpoints need no copies. */
  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public InFlightGeneration createInstance() {
    return new InFlightGeneration(
        new AdmittedEvent(new Instruction(), null, null, 0, OptionalLong.empty()),
        Progress.none("", ""),
        1,
        0,
        Long.MAX_VALUE);
  }

  @Override
  public InFlightGeneration copy(InFlightGeneration from) {
    return from;
  }

  @Override
  public void serialize(InFlightGeneration element, DataOutputView target) throws IOException {
    AdmittedEvent event = element.event();
    target.writeByte(version(event.origin()));
    codec().write(event.instruction(), target);
    OriginCodec.write(event.origin(), target);
    BoundedInput.writeBytes(event.payload(), target);
    target.writeLong(event.payloadSize());
    target.writeBoolean(event.eventTimestamp().isPresent());
    target.writeLong(event.eventTimestamp().orElse(0));
    ProgressCodec.write(element.progress(), target);
    target.writeInt(element.attempt());
    target.writeLong(element.admittedAtMillis());
    target.writeLong(element.deadlineMillis());
  }

  private static byte version(EventOrigin origin) {
    if (OriginCodec.isOfKafkaAtMost(origin)) {
      return OF_KAFKA_AT_MOST;
    }
    return origin instanceof RowOrigin ? VERSION : OF_FILES_AT_MOST;
  }

  @Override
  public InFlightGeneration deserialize(DataInputView source) throws IOException {
    byte version = source.readByte();
    if (version < 1 || version > VERSION) {
      throw new RefusedStateException(
          "a request in the state has the form %d, known are 1 to %d; restore with the version of this program that wrote it"
              .formatted(version, VERSION));
    }
    AdmittedEvent event = readEvent(source, version > WITHOUT_HEADERS);
    Progress progress = ProgressCodec.read(source, version > WITHOUT_PROMPT_HASH);
    int attempt = source.readInt();
    if (attempt < 1) {
      throw new IOException(
          "the state is damaged: a request's attempt is %d; restore from another checkpoint"
              .formatted(attempt));
    }
    return new InFlightGeneration(event, progress, attempt, source.readLong(), source.readLong());
  }

  private AdmittedEvent readEvent(DataInputView source, boolean headers) throws IOException {
    Instruction instruction = codec().read(source);
    var origin = OriginCodec.read(source, headers);
    byte[] payload =
        BoundedInput.readBytes(source, AdmittedEvent.MAX_PAYLOAD_BYTES, "a request's payload");
    long payloadSize = source.readLong();
    boolean timed = source.readBoolean();
    long timestamp = source.readLong();
    return new AdmittedEvent(
        instruction,
        origin,
        payload,
        payloadSize,
        timed ? OptionalLong.of(timestamp) : OptionalLong.empty());
  }

  @Override
  public TypeSerializerSnapshot<InFlightGeneration> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Written beside the state. */
  public static final class Snapshot extends SchemaBoundSnapshot<InFlightGeneration> {
    public Snapshot() {
      super(Instruction.getClassSchema().toString());
    }

    @Override
    TypeSerializer<InFlightGeneration> serializer(String writtenWith) {
      return new InFlightSerializer(writtenWith);
    }
  }
}
