package io.mosaicgpt.operators.source;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Reads state that cannot be read as null, and tells why; see {@link UnrestoredEnumerator}. */
final class PatientSerializer<EnumT> implements SimpleVersionedSerializer<EnumT> {
  private final SimpleVersionedSerializer<EnumT> serializer;
  private final Consumer<Exception> tellWhy;

  PatientSerializer(SimpleVersionedSerializer<EnumT> serializer, Consumer<Exception> tellWhy) {
    this.serializer = requireNonNull(serializer, "serializer is null");
    this.tellWhy = requireNonNull(tellWhy, "tellWhy is null");
  }

  @Override
  public int getVersion() {
    return serializer.getVersion();
  }

  @Override
  public byte[] serialize(EnumT state) throws IOException {
    return serializer.serialize(state);
  }

  @Override
  public EnumT deserialize(int version, byte[] bytes) {
    try {
      return serializer.deserialize(version, bytes);
    } catch (IOException | RuntimeException e) {
      tellWhy.accept(e);
      return null;
    }
  }
}
