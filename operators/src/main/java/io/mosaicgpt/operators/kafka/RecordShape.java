package io.mosaicgpt.operators.kafka;

import java.io.Serializable;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a sink has to know about one kind of output record.
 *
 * @param <T> the record
 */
interface RecordShape<T extends SpecificRecord> extends Serializable {
  /** Names the kind in settings, transactions and messages, for example {@code completions}. */
  String kind();

  Schema schema();

  /** The record's key: records with the same one stay in order. A compacted topic refuses null. */
  byte[] key(T datum);

  /**
   * When the record was made, epoch milliseconds; its stamp in Kafka. Its event's time is not,
   * since a stranger chose that: a topic can refuse it, and deletes what is older than its
   * retention.
   */
  long madeAt(T datum);

  /** Names the record in messages. */
  String name(T datum);

  /**
   * A copy without the most dispensable of what it has, for a record that is larger than Kafka
   * takes; the record itself when nothing is dispensable. The copy says so where its schema has a
   * place for it, and may have to be reduced again.
   *
   * @param bytes the record's size
   * @param limit the largest size
   */
  T reduced(T datum, int bytes, int limit);
}
