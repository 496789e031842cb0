package io.mosaicgpt.integration.events;

import io.mosaicgpt.schemas.Instruction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends events to a topic and waits until the broker has them. */
public final class EventWriter implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 60;

  private final String topic;
  private final Headers headers = new RecordHeaders();
  private final KafkaProducer<byte[], byte[]> producer;

  public EventWriter(TestTopics topics) {
    this.topic = topics.instructions();
    Map<String, Object> settings = new HashMap<>(topics.client());
    settings.put("max.request.size", String.valueOf(64 << 20));
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Every record sent from now on has this header, too. */
  public void addHeader(String key, byte[] value) {
    headers.add(key, value);
  }

  /** Sends instructions in Avro's single-object encoding, keyed by request_id. */
  public void send(List<Instruction> instructions) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (Instruction instruction : instructions) {
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  topic,
                  null,
                  instruction.getRequestId().getBytes(StandardCharsets.UTF_8),
                  Encodings.singleObject(instruction),
                  headers)));
    }
    for (Future<RecordMetadata> record : sent) {
      record.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Sends one instruction to a partition, with a timestamp in milliseconds. */
  public void send(int partition, long timestamp, Instruction instruction) throws Exception {
    producer
        .send(
            new ProducerRecord<>(
                topic,
                partition,
                timestamp,
                instruction.getRequestId().getBytes(StandardCharsets.UTF_8),
                Encodings.singleObject(instruction),
                headers))
        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  /** Sends any bytes, or null, and says where they are. */
  public RecordMetadata send(byte[] key, byte[] value) throws Exception {
    return queue(key, value).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  /** Sends any bytes, or null, without waiting. */
  public Future<RecordMetadata> queue(byte[] key, byte[] value) {
    return producer.send(new ProducerRecord<>(topic, null, key, value, headers));
  }

  @Override
  public void close() {
    producer.close();
  }
}
