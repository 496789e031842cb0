package io.mosaicgpt.operators.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class InFlightSerializerTest {
  private final InFlightSerializer serializer = new InFlightSerializer();

  @Test
  void everyFieldComesBack() throws IOException {
    assertSame(read(bytes(StateExamples.headed())), StateExamples.headed());
  }

  @Test
  void aLineOfAFileComesBack() throws IOException {
    assertSame(read(bytes(StateExamples.filed())), StateExamples.filed());
    assertSame(read(bytes(StateExamples.tabled())), StateExamples.tabled());
  }

  @Test
  void missingFieldsComeBackMissing() throws IOException {
    assertSame(read(bytes(StateExamples.sparse())), StateExamples.sparse());
  }

  @Test
  void elementsFollowEachOther() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(StateExamples.full(), out);
    serializer.serialize(StateExamples.sparse(), out);

    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

    assertSame(serializer.deserialize(in), StateExamples.full());
    assertSame(serializer.deserialize(in), StateExamples.sparse());
    assertThat(in.available()).isZero();
  }

  @Test
  void binaryCopyingKeepsTheBytes() throws IOException {
    byte[] bytes = bytes(StateExamples.full());
    DataOutputSerializer copy = new DataOutputSerializer(64);

    serializer.copy(new DataInputDeserializer(bytes), copy);

    assertThat(copy.getCopyOfBuffer()).isEqualTo(bytes);
  }

  @Test
  void anUnknownFormIsRefusedByNumber() throws IOException {
    byte[] bytes = bytes(StateExamples.sparse());
    bytes[0] = 9;

    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has the form 9, known are 1 to 5");
  }

  /** Programs that know Kafka only would take the file for a topic. */
  @Test
  void aLineOfAFileHasAFormThatProgramsWithoutFilesRefuse() throws IOException {
    assertThat(bytes(StateExamples.filed())[0]).isEqualTo((byte) 4);
    assertThat(bytes(StateExamples.tabled())[0]).isEqualTo((byte) 5);
    assertThat(bytes(StateExamples.headed())[0]).isEqualTo((byte) 3);
    assertThat(bytes(StateExamples.sparse())[0]).isEqualTo((byte) 3);
  }

  @Test
  void damagedBytesNeverEndInAnythingButAnIoException() throws IOException {
    assertDamageIsFound(bytes(StateExamples.headed()));
    assertDamageIsFound(bytes(StateExamples.filed()));
    assertDamageIsFound(bytes(StateExamples.tabled()));
  }

  private void assertDamageIsFound(byte[] good) {
    for (int at = 0; at < good.length; at++) {
      for (int value : new int[] {0x00, 0x7F, 0x80, 0xFF}) {
        byte[] bad = good.clone();
        bad[at] = (byte) value;
        try {
          read(bad);
        } catch (IOException expected) {
          assertThat(expected).isNotNull();
        }
      }
    }
  }

  @Test
  void truncatedBytesAreAnIoException() throws IOException {
    byte[] good = bytes(StateExamples.headed());
    for (int length = 0; length < good.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(good, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anAbsurdTokenCountIsRefusedBeforeAnythingIsAllocated() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    BoundedInput.writeText("00ff", out);
    out.writeInt(Integer.MAX_VALUE);

    assertThatThrownBy(
            () -> ProgressCodec.read(new DataInputDeserializer(out.getCopyOfBuffer()), false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a number of tokens is 2147483647");
  }

  @Test
  void duplicatesAreEqualButNotTheSame() {
    assertThat(serializer.duplicate()).isEqualTo(serializer).isNotSameAs(serializer);
  }

  private byte[] bytes(InFlightGeneration element) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(element, out);
    return out.getCopyOfBuffer();
  }

  private InFlightGeneration read(byte[] bytes) throws IOException {
    return serializer.deserialize(new DataInputDeserializer(bytes));
  }

  static void assertSame(InFlightGeneration actual, InFlightGeneration expected) {
    assertThat(actual.event().instruction()).isEqualTo(expected.event().instruction());
    assertThat(actual)
        .usingRecursiveComparison()
        .ignoringFields("event.instruction")
        .isEqualTo(expected);
  }
}
