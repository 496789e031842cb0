package io.mosaicgpt.operators.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.DecodedEvent.Readable;
import io.mosaicgpt.operators.wire.DecodedEvent.Unreadable;
import io.mosaicgpt.operators.wire.KafkaOrigin;
import io.mosaicgpt.operators.wire.RequestIds;
import io.mosaicgpt.schemas.Instruction;
import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class DecodedEventSerializerTest {
  private final TypeSerializer<DecodedEvent> serializer =
      DecodedEventTypeInfo.INSTANCE.createSerializer(new SerializerConfigImpl());

  @Test
  void aReadableEventComesBack() throws IOException {
    AdmittedEvent full = StateExamples.headed().event();
    DecodedEvent event = new Readable(full.instruction(), full.origin(), full.payload());

    assertThat(roundTrip(event)).usingRecursiveComparison().isEqualTo(event);
  }

  @Test
  void anUnreadableEventComesBack() throws IOException {
    DecodedEvent event =
        new Unreadable(
            ErrorCode.EVENT_TOO_LARGE,
            "Too large.",
            new RequestIds("r", null),
            StateExamples.headed().event().origin(),
            new byte[] {1, 2});

    assertThat(roundTrip(event)).usingRecursiveComparison().isEqualTo(event);
  }

  @Test
  void linesOfFilesComeBack() throws IOException {
    AdmittedEvent filed = StateExamples.filed().event();
    DecodedEvent readable = new Readable(filed.instruction(), filed.origin(), filed.payload());
    DecodedEvent cut =
        new Unreadable(
            ErrorCode.EVENT_TOO_LARGE,
            "Too large.",
            new RequestIds("r", null),
            filed.origin(),
            new byte[] {1, 2},
            5_000_000_000L);

    assertThat(roundTrip(readable)).usingRecursiveComparison().isEqualTo(readable);
    assertThat(roundTrip(cut)).usingRecursiveComparison().isEqualTo(cut);
  }

  /** Nothing changed for them when files came. */
  @Test
  void anEventOfKafkaIsWrittenInTheSecondForm() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeByte(3);
    BoundedInput.writeText("UNREADABLE_EVENT", out);
    BoundedInput.writeText("Bad.", out);
    BoundedInput.writeOptionalText("r", out);
    BoundedInput.writeOptionalText(null, out);
    firstOrigin(out);
    out.writeInt(0);
    BoundedInput.writeBytes(new byte[] {7}, out);
    DataOutputSerializer written = new DataOutputSerializer(64);

    serializer.serialize(
        new Unreadable(
            ErrorCode.UNREADABLE_EVENT,
            "Bad.",
            new RequestIds("r", null),
            new KafkaOrigin("t", 3, 4, 5, new byte[] {6}),
            new byte[] {7}),
        written);

    assertThat(written.getCopyOfBuffer()).isEqualTo(out.getCopyOfBuffer());
  }

  /** Without ids and headers. */
  @Test
  void anUnreadableEventOfTheFirstFormIsRead() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeByte(1);
    BoundedInput.writeText("UNREADABLE_EVENT", out);
    BoundedInput.writeText("Bad.", out);
    firstOrigin(out);
    BoundedInput.writeBytes(new byte[] {7}, out);

    assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .usingRecursiveComparison()
        .isEqualTo(
            new Unreadable(
                ErrorCode.UNREADABLE_EVENT,
                "Bad.",
                new KafkaOrigin("t", 3, 4, 5, new byte[] {6}),
                new byte[] {7}));
  }

  /** Without headers. */
  @Test
  void aReadableEventOfTheFirstFormIsRead() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeByte(0);
    new RecordCodec<Instruction>(Instruction.getClassSchema())
        .write(StateExamples.sparse().event().instruction(), out);
    firstOrigin(out);
    BoundedInput.writeBytes(new byte[] {7}, out);

    assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .usingRecursiveComparison()
        .isEqualTo(
            new Readable(
                StateExamples.sparse().event().instruction(),
                new KafkaOrigin("t", 3, 4, 5, new byte[] {6}),
                new byte[] {7}));
  }

  private static void firstOrigin(DataOutputSerializer out) throws IOException {
    out.writeBoolean(true);
    BoundedInput.writeText("t", out);
    out.writeInt(3);
    out.writeLong(4);
    out.writeLong(5);
    BoundedInput.writeBytes(new byte[] {6}, out);
  }

  @Test
  void aCopySharesNoInstruction() {
    Readable event = new Readable(StateExamples.sparse().event().instruction(), null, null);

    Readable copy = (Readable) serializer.copy(event);
    event.instruction().setPrompt("changed");

    assertThat(copy.instruction().getPrompt()).isEqualTo("Once");
  }

  @Test
  void anUnknownKindIsRefused() {
    assertThatThrownBy(
            () -> serializer.deserialize(new DataInputDeserializer(new byte[] {7, 0, 0, 0})))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unknown kind 7");
  }

  private DecodedEvent roundTrip(DecodedEvent event) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(event, out);
    return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
  }
}
