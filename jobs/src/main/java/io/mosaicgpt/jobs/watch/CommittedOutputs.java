package io.mosaicgpt.jobs.pipeline;

import io.mosaicgpt.jobs.job.Topics;
import io.mosaicgpt.operators.wire.RecordData;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.MessageDecoder;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what the job has committed, as any downstream consumer would. */
public final class CommittedOutputs implements AutoCloseable {
  private final MessageDecoder<Completion> completionDecoder =
      new BinaryMessageDecoder<>(RecordData.get(), Completion.getClassSchema());
  private final MessageDecoder<DeadLetter> deadLetterDecoder =
      new BinaryMessageDecoder<>(RecordData.get(), DeadLetter.getClassSchema());
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Topics topics;

  /** Subscribes to completions and dead letters, from their beginning. */
  public CommittedOutputs(String bootstrapServers, Topics topics) {
    this.topics = topics;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.GROUP_ID_CONFIG, "mosaicgpt-outputs",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(List.of(topics.output(), topics.deadLetters()));
  }

  /** Hands over what has arrived, waiting a little for more. */
  public void poll(Duration wait, Consumer<Completion> completions, Consumer<DeadLetter> letters)
      throws IOException {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
      if (record.topic().equals(topics.output())) {
        completions.accept(completionDecoder.decode(record.value()));
      } else {
        letters.accept(deadLetterDecoder.decode(record.value()));
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
