package io.mosaicgpt.operators.source;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.state.RefusedStateException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The note, then the wrapped enumerator's version and bytes. */
final class NotedStateSerializer<EnumT> implements SimpleVersionedSerializer<NotedState<EnumT>> {
  /** No other source of this program has state of this version. */
  static final int VERSION = 200;

  private final SimpleVersionedSerializer<EnumT> states;

  NotedStateSerializer(SimpleVersionedSerializer<EnumT> states) {
    this.states = requireNonNull(states, "states is null");
  }

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(NotedState<EnumT> noted) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(noted.note().size());
    for (String line : noted.note()) {
      out.writeUTF(line);
    }
    out.writeInt(states.getVersion());
    out.write(states.serialize(noted.state()));
    return bytes.toByteArray();
  }

  @Override
  public NotedState<EnumT> deserialize(int version, byte[] bytes) throws IOException {
    if (version != VERSION) {
      throw new RefusedStateException(
          "the source's state has version %d, and this program reads %d; restore it with the program that wrote it"
              .formatted(version, VERSION));
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    List<String> note = note(in);
    return new NotedState<>(note, states.deserialize(in.readInt(), in.readAllBytes()));
  }

  /** Reads the note alone. */
  static List<String> note(DataInputStream in) throws IOException {
    List<String> note = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      note.add(in.readUTF());
    }
    return note;
  }
}
