package io.mosaicgpt.operators.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.schemas.Instruction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class InFlightSnapshotTest {
  @Test
  void stateOfVersion1IsRead() throws IOException {
    assertRead(
        "in-flight-v1.bin",
        StateExamples.ofVersion1(StateExamples.full()),
        StateExamples.ofVersion1(StateExamples.sparse()));
  }

  @Test
  void stateOfVersion2IsRead() throws IOException {
    assertRead("in-flight-v2.bin", StateExamples.full(), StateExamples.sparse());
  }

  @Test
  void stateOfVersion3IsRead() throws IOException {
    assertRead(
        "in-flight-v3.bin", StateExamples.full(), StateExamples.sparse(), StateExamples.headed());
  }

  @Test
  void stateOfVersion4IsRead() throws IOException {
    assertRead(
        "in-flight-v4.bin",
        StateExamples.full(),
        StateExamples.sparse(),
        StateExamples.headed(),
        StateExamples.filed());
  }

  @Test
  void stateOfVersion5IsRead() throws IOException {
    assertRead(
        "in-flight-v5.bin",
        StateExamples.full(),
        StateExamples.sparse(),
        StateExamples.headed(),
        StateExamples.filed(),
        StateExamples.tabled());
  }

  /**
   * So that a job that reads Kafka can go back to a program of version 3. Its instructions had
   * eight fields less, which come last and are empty here.
   */
  @Test
  void whatVersion3CanHoldIsWrittenAsItWroteIt() throws IOException {
    byte[] file = resource("in-flight-v3.bin");
    DataInputDeserializer in = new DataInputDeserializer(file);
    TypeSerializer<InFlightGeneration> version3 = snapshot(in).restoreSerializer();
    for (InFlightGeneration example :
        List.of(StateExamples.full(), StateExamples.sparse(), StateExamples.headed())) {
      int from = in.getPosition();
      version3.deserialize(in);
      ByteBuffer then = ByteBuffer.wrap(file, from, in.getPosition() - from);
      DataOutputSerializer out = new DataOutputSerializer(1024);
      new InFlightSerializer().serialize(example, out);
      ByteBuffer now = ByteBuffer.wrap(out.getCopyOfBuffer());

      assertThat(now.get()).isEqualTo(then.get());
      byte[] before = new byte[then.getInt()];
      byte[] instruction = new byte[now.getInt()];
      then.get(before);
      now.get(instruction);
      assertThat(instruction).isEqualTo(Arrays.copyOf(before, before.length + 8));
      assertThat(now).isEqualTo(then);
    }
  }

  private static void assertRead(String file, InFlightGeneration... examples) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(resource(file));
    TypeSerializerSnapshot<InFlightGeneration> written = snapshot(in);

    TypeSerializer<InFlightGeneration> reader = written.restoreSerializer();

    for (InFlightGeneration example : examples) {
      InFlightSerializerTest.assertSame(reader.deserialize(in), example);
    }
    assertThat(in.available()).isZero();
    assertThat(compatibility(written).isIncompatible()).isFalse();
  }

  @Test
  void thisVersionsOwnSnapshotNeedsNoMigration() throws IOException {
    assertThat(compatibility(new InFlightSerializer.Snapshot()).isCompatibleAsIs()).isTrue();
  }

  @Test
  void anInstructionWithoutANewerFieldIsReadWithTheFieldsDefault() throws IOException {
    String current = Instruction.getClassSchema().toString();
    // The schema as it was before "priority" came, say.
    Schema older = without(Instruction.getClassSchema(), "priority");
    DataOutputSerializer out = new DataOutputSerializer(64);
    BoundedInput.writeText(older.toString(), out);
    InFlightSerializer.Snapshot snapshot = new InFlightSerializer.Snapshot();

    snapshot.readSnapshot(
        1, new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());

    assertThat(current).contains("priority");
    assertThat(compatibility(snapshot).isCompatibleAfterMigration()).isTrue();
    assertThat(((SchemaBoundSerializer<?, ?>) snapshot.restoreSerializer()).writtenWith())
        .doesNotContain("priority");
  }

  @Test
  void anInstructionThatCannotBeReadIsIncompatible() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    BoundedInput.writeText(
        "{\"type\":\"record\",\"name\":\"Instruction\",\"namespace\":\"io.mosaicgpt.schemas\",\"fields\":[]}",
        out);
    InFlightSerializer.Snapshot snapshot = new InFlightSerializer.Snapshot();
    snapshot.readSnapshot(
        1, new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());

    assertThat(compatibility(snapshot).isIncompatible()).isTrue();
  }

  @Test
  void aSnapshotOfANewerVersionIsRefused() {
    assertThatThrownBy(
            () ->
                new InFlightSerializer.Snapshot()
                    .readSnapshot(
                        2, new DataInputDeserializer(new byte[0]), getClass().getClassLoader()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("written by a newer version");
  }

  private static Schema without(Schema schema, String field) {
    Schema copy =
        Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), false);
    copy.setFields(
        schema.getFields().stream()
            .filter(f -> !f.name().equals(field))
            .map(f -> new Schema.Field(f, f.schema()))
            .toList());
    return copy;
  }

  private static TypeSerializerSchemaCompatibility<InFlightGeneration> compatibility(
      TypeSerializerSnapshot<InFlightGeneration> old) {
    return new InFlightSerializer().snapshotConfiguration().resolveSchemaCompatibility(old);
  }

  private static TypeSerializerSnapshot<InFlightGeneration> snapshot(DataInputDeserializer in)
      throws IOException {
    return TypeSerializerSnapshot.readVersionedSnapshot(
        in, InFlightSnapshotTest.class.getClassLoader());
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = InFlightSnapshotTest.class.getResourceAsStream("/state/" + name)) {
      return in.readAllBytes();
    }
  }
}
