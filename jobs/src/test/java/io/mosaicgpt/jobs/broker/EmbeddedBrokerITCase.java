package io.mosaicgpt.jobs.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.job.TopicLeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class EmbeddedBrokerITCase {
  @Test
  void committedTransactionsAreReadAndAbortedOnesAreNot() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      broker.createTopics(2, List.of("t"));
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "tx"),
              new StringSerializer(),
              new StringSerializer())) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("t", 0, "k", "kept")).get();
        producer.commitTransaction();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("t", 1, "k", "dropped")).get();
        producer.abortTransaction();
      }

      assertThat(readCommitted(broker, "t")).containsExactly("kept");
    }
  }

  @Test
  void twoBrokersLiveSideBySideAndLeaveNoFiles() throws Exception {
    List<Path> directories;
    try (EmbeddedBroker first = EmbeddedBroker.start();
        EmbeddedBroker second = EmbeddedBroker.start()) {
      first.createTopics(1, List.of("only-in-first"));

      assertThat(topics(first)).contains("only-in-first");
      assertThat(topics(second)).doesNotContain("only-in-first");
      directories = List.of(first.directory(), second.directory());
      assertThat(directories).allMatch(Files::isDirectory);
    }
    assertThat(directories).noneMatch(Files::exists);
  }

  /** Many, since a few are opened before anybody could look. */
  @Test
  void topicsAreOpenWhenTheyAreCreated() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        Admin admin = broker.admin()) {
      broker.createTopics(200, List.of("many"));

      assertThat(OpenPartitions.of(admin, "many")).hasSize(200);
    }
  }

  /** As a broker is asked that has not heard of a topic which another one has just made. */
  @Test
  void aTopicThatTheBrokerHearsOfLaterIsWaitedFor() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        Admin admin = broker.admin()) {
      Map<String, Integer> late = Map.of("late", 2);
      assertThatThrownBy(() -> TopicLeaders.await(admin, late, Duration.ofMillis(300)))
          .hasCauseInstanceOf(RetriableException.class);

      CompletableFuture<Void> made =
          CompletableFuture.runAsync(
              () -> broker.createTopics(2, List.of("late")),
              CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS));
      TopicLeaders.await(admin, late, Duration.ofMinutes(1));

      assertThat(OpenPartitions.of(admin, "late")).hasSize(2);
      made.get(1, TimeUnit.MINUTES);
    }
  }

  private static List<String> readCommitted(EmbeddedBroker broker, String topic) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "group.id", "g",
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(record.value());
        }
        // Both partitions read to their end, the aborted transaction included.
        if (consumer.assignment().size() == 2
            && consumer.currentLag(new TopicPartition(topic, 0)).orElse(1) == 0
            && consumer.currentLag(new TopicPartition(topic, 1)).orElse(1) == 0
            && !values.isEmpty()) {
          break;
        }
      }
    }
    return values;
  }

  private static Set<String> topics(EmbeddedBroker broker) throws Exception {
    try (Admin admin = broker.admin()) {
      return admin.listTopics().names().get();
    }
  }
}
