package io.mosaicgpt.jobs.watch;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.job.Topics;
import io.mosaicgpt.operators.wire.RecordData;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.MessageDecoder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics of a job from their beginning, with results in Avro. In no consumer group, so that
 * any number can read at once and none leaves a trace. Used by one thread.
 */
final class JobTopics implements AutoCloseable {
  private final MessageDecoder<Completion> completionDecoder =
      new BinaryMessageDecoder<>(RecordData.get(), Completion.getClassSchema());
  private final MessageDecoder<DeadLetter> deadLetterDecoder =
      new BinaryMessageDecoder<>(RecordData.get(), DeadLetter.getClassSchema());
  private final Consumer<byte[], byte[]> consumer;
  private final Topics topics;

  /** Reads with a consumer that has no partitions yet and is closed with this. */
  JobTopics(Consumer<byte[], byte[]> consumer, Topics topics) {
    this.consumer = requireNonNull(consumer, "consumer is null");
    this.topics = requireNonNull(topics, "topics is null");
  }

  /**
   * Connects to some of the topics.
   *
   * @param kafka what a client needs to reach the brokers
   * @param topics the job's
   * @param read those of them that are read
   * @throws IllegalStateException when one of them is not there
   */
  static JobTopics of(Properties kafka, Topics topics, List<String> read) {
    Properties properties = new Properties();
    properties.putAll(kafka);
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    JobTopics connected =
        new JobTopics(
            new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
            topics);
    try {
      connected.assign(read);
      return connected;
    } catch (RuntimeException e) {
      connected.close();
      throw e;
    }
  }

  /** Takes all partitions that topics have now. */
  void assign(List<String> read) {
    consumer.assign(read.stream().flatMap(this::partitions).toList());
  }

  private Stream<TopicPartition> partitions(String topic) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions.isEmpty()) {
      throw new IllegalStateException("The brokers have no topic " + topic);
    }
    return partitions.stream().map(info -> new TopicPartition(topic, info.partition()));
  }

  /** Hands over what has arrived, in each partition's order, waiting a little for more. */
  void poll(Duration wait, JobObserver observer) throws IOException {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
      observer.observe(observation(record));
    }
  }

  private Observation observation(ConsumerRecord<byte[], byte[]> record) throws IOException {
    String topic = record.topic();
    if (topic.equals(topics.input())) {
      return new Observation.EventSent(record.partition(), record.offset());
    }
    if (topic.equals(topics.output())) {
      return new Observation.CompletionCommitted(completionDecoder.decode(record.value()));
    }
    return new Observation.DeadLetterCommitted(deadLetterDecoder.decode(record.value()));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
