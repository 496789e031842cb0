package io.mosaicgpt.operators.kafka.transaction;

import io.mosaicgpt.operators.state.RefusedStateException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Version 1 is the connector's own form: epoch, producer id, transactional id. Version 2 puts the
 * witness and the records behind it, so that the connector can still read its part. Version 3 puts
 * its headers behind each record.
 */
final class PrecommittedSerializer implements SimpleVersionedSerializer<Precommitted> {
  private static final int WITH_RECORDS = 2;
  private static final int WITH_HEADERS = 3;
  private static final int NONE = -1;

  @Override
  public int getVersion() {
    return WITH_HEADERS;
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
        writeHeaders(record.headers(), out);
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public Precommitted deserialize(int version, byte[] bytes) throws IOException {
    if (version > WITH_HEADERS) {
      throw new RefusedStateException(
          "a transaction in the state has version %d, and this program reads up to %d; restore it with the newer program"
              .formatted(version, WITH_HEADERS));
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
      byte[] key = read(in);
      byte[] value = read(in);
      Headers headers = version < WITH_HEADERS ? new RecordHeaders() : readHeaders(in);
      records.add(new ProducerRecord<>(witness.topic(), null, timestamp, key, value, headers));
    }
    return new Precommitted(transaction, Optional.of(witness), records);
  }

  private static void writeHeaders(Headers headers, DataOutputStream out) throws IOException {
    Header[] all = headers.toArray();
    out.writeInt(all.length);
    for (Header header : all) {
      write(header.key().getBytes(StandardCharsets.UTF_8), out);
      write(header.value(), out);
    }
  }

  private static Headers readHeaders(DataInputStream in) throws IOException {
    RecordHeaders headers = new RecordHeaders();
    for (int left = in.readInt(); left > 0; left--) {
      headers.add(new String(read(in), StandardCharsets.UTF_8), read(in));
    }
    return headers;
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
