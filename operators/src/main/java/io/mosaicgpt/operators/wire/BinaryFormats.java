package io.mosaicgpt.operators.wire;

import io.mosaicgpt.operators.wire.registry.SchemaRegistry;
import io.mosaicgpt.schemas.Instruction;
import java.io.IOException;
import java.util.Optional;

/** Avro in each of its encodings, told apart by the event's first byte. */
final class BinaryFormats implements EventFormat {
  private final EventFormat singleObject;
  private final EventFormat bare;
  private final EventFormat registry;

  /**
   * @param registry where framed events' schemas are; empty refuses such events
   */
  BinaryFormats(Optional<SchemaRegistry> registry) {
    SchemaHistory history = SchemaHistory.of("instruction");
    this.singleObject = new SingleObjectFormat(history);
    this.bare = new BareFormat(history);
    this.registry =
        registry.isPresent()
            ? new RegistryFormat(registry.get())
            : value -> {
              throw new UnreadableEventException(
                  "The event begins with byte 0x00: as Avro it would have an empty request_id, and"
                      + " for a schema registry's framing this job has no registry; set"
                      + " schema-registry-url, or "
                      + Sentences.REMEDY);
            };
  }

  @Override
  public Instruction read(byte[] value) throws UnreadableEventException, IOException {
    return formatOf(value[0] & 0xFF).read(value);
  }

  private EventFormat formatOf(int first) throws UnreadableEventException {
    return switch (first) {
      case SingleObjectFormat.FIRST_BYTE -> singleObject;
      case RegistryFormat.FIRST_BYTE -> registry;
      default -> {
        if (first % 2 != 0) {
          throw new UnreadableEventException(
              String.format(
                  "The event begins with byte 0x%02X, as no accepted encoding does; %s",
                  first, Sentences.REMEDY));
        }
        yield bare;
      }
    };
  }
}
