package io.mosaicgpt.operators.kafka.transaction;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Remembers where the broker put the last record of the current transaction. The producer's thread
 * notes it, the task's takes it.
 */
final class NewestWitness implements Consumer<RecordMetadata> {
  private final AtomicReference<Witness> newest = new AtomicReference<>();

  @Override
  public void accept(RecordMetadata record) {
    if (record != null && record.hasOffset()) {
      newest.set(new Witness(record.topic(), record.partition(), record.offset()));
    }
  }

  /** The last record's place, once: the next one belongs to another transaction. */
  Optional<Witness> take() {
    return Optional.ofNullable(newest.getAndSet(null));
  }
}
