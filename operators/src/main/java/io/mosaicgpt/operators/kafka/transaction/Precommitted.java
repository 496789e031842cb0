package io.mosaicgpt.operators.kafka.transaction;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A transaction that is flushed and waits for its checkpoint.
 *
 * @param transaction what the connector needs to commit it
 * @param witness empty in state of version 1, which kept no records either
 * @param records all records of it, of the witness's topic, without headers or a partition
 */
record Precommitted(
    KafkaCommittable transaction,
    Optional<Witness> witness,
    List<ProducerRecord<byte[], byte[]>> records) {
  Precommitted {
    requireNonNull(transaction, "transaction is null");
    requireNonNull(witness, "witness is null");
    records = List.copyOf(records);
  }
}
