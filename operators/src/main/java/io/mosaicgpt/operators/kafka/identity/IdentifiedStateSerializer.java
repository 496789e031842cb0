package io.mosaicgpt.operators.kafka.identity;

import io.mosaicgpt.operators.state.RefusedStateException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumStateSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Versions below 100 are the connector's own form. Version 100 has the identity, then the
 * connector's version and bytes.
 */
public final class IdentifiedStateSerializer implements SimpleVersionedSerializer<IdentifiedState> {
  private static final int WITH_IDENTITY = 100;

  private final KafkaSourceEnumStateSerializer connector = new KafkaSourceEnumStateSerializer();

  @Override
  public int getVersion() {
    return WITH_IDENTITY;
  }

  @Override
  public byte[] serialize(IdentifiedState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeBoolean(state.identity().isPresent());
    if (state.identity().isPresent()) {
      JobIdentity identity = state.identity().get();
      out.writeUTF(identity.kafkaCluster());
      out.writeUTF(identity.group());
      out.writeUTF(identity.inputTopic());
      out.writeUTF(identity.inputTopicId());
      out.writeInt(identity.outputTopics().size());
      for (String topic : identity.outputTopics()) {
        out.writeUTF(topic);
      }
    }
    out.writeInt(connector.getVersion());
    out.write(connector.serialize(state.partitions()));
    return bytes.toByteArray();
  }

  @Override
  public IdentifiedState deserialize(int version, byte[] bytes) throws IOException {
    if (version > WITH_IDENTITY) {
      throw new RefusedStateException(
          "the source's state has version %d, and this program reads up to %d; restore it with the newer program"
              .formatted(version, WITH_IDENTITY));
    }
    if (version < WITH_IDENTITY) {
      return new IdentifiedState(Optional.empty(), connector.deserialize(version, bytes));
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    Optional<JobIdentity> identity =
        in.readBoolean() ? Optional.of(identity(in)) : Optional.empty();
    KafkaSourceEnumState partitions = connector.deserialize(in.readInt(), in.readAllBytes());
    return new IdentifiedState(identity, partitions);
  }

  private static JobIdentity identity(DataInputStream in) throws IOException {
    String kafkaCluster = in.readUTF();
    String group = in.readUTF();
    String inputTopic = in.readUTF();
    String inputTopicId = in.readUTF();
    List<String> outputTopics = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      outputTopics.add(in.readUTF());
    }
    return new JobIdentity(kafkaCluster, group, inputTopic, inputTopicId, outputTopics);
  }
}
