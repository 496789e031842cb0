package io.mosaicgpt.operators.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.engine.ErrorCode;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.DecodedEvent.Readable;
import io.mosaicgpt.operators.wire.DecodedEvent.Unreadable;
import io.mosaicgpt.operators.wire.EventOrigin;
import io.mosaicgpt.operators.wire.RequestIds;
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
    AdmittedEvent full = StateExamples.full().event();
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
            new EventOrigin("t", 0, 1, 2, null),
            new byte[] {1, 2});

    assertThat(roundTrip(event)).usingRecursiveComparison().isEqualTo(event);
  }

  @Test
  void anUnreadableEventOfTheFormWithoutIdsIsRead() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeByte(1);
    BoundedInput.writeText("UNREADABLE_EVENT", out);
    BoundedInput.writeText("Bad.", out);
    OriginCodec.write(null, out);
    BoundedInput.writeBytes(new byte[] {7}, out);

    assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .usingRecursiveComparison()
        .isEqualTo(new Unreadable(ErrorCode.UNREADABLE_EVENT, "Bad.", null, new byte[] {7}));
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
