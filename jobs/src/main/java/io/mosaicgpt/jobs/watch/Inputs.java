package io.mosaicgpt.jobs.watch;

import io.mosaicgpt.operators.wire.RecordEncoder;
import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.schemas.Instruction;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends events to the input topic, as any upstream producer would. Used by one thread. */
public final class Inputs implements AutoCloseable {
  private final KafkaProducer<String, byte[]> producer;
  private final RecordEncoder<Instruction> encoder;
  private final String topic;
  private final ConcurrentLinkedQueue<CompletableFuture<Void>> sent = new ConcurrentLinkedQueue<>();

  /** Connects to a topic. */
  public Inputs(String bootstrapServers, String topic) throws IOException {
    this.topic = topic;
    this.encoder =
        RecordEncoding.AVRO.encoder(Instruction.getClassSchema(), topic, Optional.empty());
    this.producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** Sends an instruction as Avro, keyed by its id. */
  public void send(Instruction instruction) {
    send(instruction.getRequestId(), encoder.encode(instruction));
  }

  /** Sends bytes as they are. */
  public void send(String key, byte[] value) {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    sent.add(acknowledged);
    var unused =
        producer.send(
            new ProducerRecord<>(topic, key, value),
            (metadata, exception) -> {
              if (exception == null) {
                acknowledged.complete(null);
              } else {
                acknowledged.completeExceptionally(exception);
              }
            });
  }

  /**
   * Waits until the broker has everything that was sent.
   *
   * @throws IllegalStateException when it did not take an event
   */
  public void flush() {
    producer.flush();
    try {
      for (CompletableFuture<Void> one = sent.poll(); one != null; one = sent.poll()) {
        one.join();
      }
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "The broker did not take an event: " + e.getCause().getMessage(), e.getCause());
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
