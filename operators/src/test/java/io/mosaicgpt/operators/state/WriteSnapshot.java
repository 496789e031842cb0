package io.mosaicgpt.operators.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Writes a snapshot of the current version, to be committed when the version is released: the
 * serializer's snapshot and the {@link StateExamples} behind it.
 */
final class WriteSnapshot {
  private WriteSnapshot() {}

  public static void main(String[] args) throws IOException {
    InFlightSerializer serializer = new InFlightSerializer();
    DataOutputSerializer out = new DataOutputSerializer(1024);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    serializer.serialize(StateExamples.full(), out);
    serializer.serialize(StateExamples.sparse(), out);
    serializer.serialize(StateExamples.headed(), out);
    serializer.serialize(StateExamples.filed(), out);
    serializer.serialize(StateExamples.tabled(), out);
    Files.write(Path.of(args[0]), out.getCopyOfBuffer());
  }
}
