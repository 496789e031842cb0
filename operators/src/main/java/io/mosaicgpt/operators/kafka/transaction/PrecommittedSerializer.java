package io.mosaicgpt.operators.kafka.transaction;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Version 1 is the connector's own form: epoch, producer id, transactional id. Version 2 puts the
 * witness and the records behind it, so that the connector can still read its part.
 */
final class PrecommittedSerializer implements SimpleVersionedSerializer<Precommitted> {
  private static final int WITH_RECORDS = 2;
  private static final int NONE = -1;

  @Override
  public int getVersion() {
    return WITH_RECORDS;
  }

  @Override
  public byte[] serialize(Precommitted precommitted) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(precommitted.transaction().getEpoch());
    out.writeLong(precommitted.transaction().getProducerId());
    out.writeUTF(precommitted.transaction().getTransactionalId());
    out.writeBoolean(precommitted.witness().isPresent());
    if (precommitted.witness().isPresent()) {
      Witness witness = precommitted.witness().get();
      out.writeUTF(witness.topic());
      out.writeInt(witness.partition());
      out.writeLong(witness.offset());
      out.writeInt(precommitted.records().size());
      for (ProducerRecord<byte[], byte[]> record : precommitted.records()) {
        out.writeLong(record.timestamp());
        write(record.key(), out);
        write(record.value(), out);
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public Precommitted deserialize(int version, byte[] bytes) throws IOException {
    if (version > WITH_RECORDS) {
      throw new IOException(
          "a transaction in the state has version %d, and this program reads up to %d; restore it with the newer program"
              .formatted(version, WITH_RECORDS));
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    short epoch = in.readShort();
    long producerId = in.readLong();
    KafkaCommittable transaction = new KafkaCommittable(producerId, epoch, in.readUTF(), null);
    if (version < WITH_RECORDS || !in.readBoolean()) {
      return new Precommitted(transaction, Optional.empty(), List.of());
    }
    Witness witness = new Witness(in.readUTF(), in.readInt(), in.readLong());
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      long timestamp = in.readLong();
      records.add(new ProducerRecord<>(witness.topic(), null, timestamp, read(in), read(in)));
    }
    return new Precommitted(transaction, Optional.of(witness), records);
  }

  private static void write(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes == null ? NONE : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  private static byte[] read(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length == NONE ? null : in.readNBytes(length);
  }
}
