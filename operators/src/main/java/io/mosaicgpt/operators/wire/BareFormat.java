package io.mosaicgpt.operators.wire;

import io.mosaicgpt.schemas.Instruction;
import java.util.ArrayList;
import java.util.List;

/**
 * A bare Avro datum without anything that tells its schema: that of today, or else one of the
 * versions before. New fields come last in the schema, so that a datum can be read as one version
 * only: as a later one it ends too early, as an earlier one too late.
 */
final class BareFormat implements EventFormat {
  /** The newest first. */
  private final List<DatumFormat> versions = new ArrayList<>();

  BareFormat(SchemaHistory history) {
    for (int version = history.versions().size(); version > 0; version--) {
      versions.add(
          new DatumFormat(
              history.versions().get(version - 1),
              0,
              "schema %s version %d and no header".formatted(history.name(), version)));
    }
  }

  @Override
  public Instruction read(byte[] value) throws UnreadableEventException {
    UnreadableEventException asTheNewest = null;
    for (DatumFormat version : versions) {
      try {
        return version.read(value);
      } catch (UnreadableEventException e) {
        asTheNewest = asTheNewest == null ? e : asTheNewest;
      }
    }
    throw asTheNewest;
  }
}
