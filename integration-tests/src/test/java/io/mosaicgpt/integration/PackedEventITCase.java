package io.mosaicgpt.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.integration.broker.KafkaBroker;
import io.mosaicgpt.integration.cluster.TestCluster;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.integration.events.TopicReader;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.schemas.DeadLetter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker measures a batch as it comes, packed; its readers hold it unpacked. */
class PackedEventITCase {
  private static final int UNPACKED_BYTES = 64 << 20;

  @TempDir private Path checkpoints;

  @Test
  void anEventThatUnpacksToFarMoreThanTheTopicTakesIsADeadLetter() throws Exception {
    TestTopics topics = topics(Map.of("max.message.bytes", "1048588"));
    send(topics);

    try (TestCluster cluster = TestCluster.start(1, checkpoints);
        TopicReader<DeadLetter> letters = topics.deadLetterReader()) {
      cluster.submit(RunJob.on(topics).with(KafkaSettings.BOUNDED, true).graph()).awaitFinished();

      assertThat(letters.all())
          .singleElement()
          .satisfies(
              letter -> {
                assertThat(letter.getCode()).isEqualTo("event_too_large");
                assertThat(letter.getPayloadSize()).isEqualTo(UNPACKED_BYTES);
              });
    }
  }

  /** What operators can set, so that nobody makes the readers hold more than the topic takes. */
  @Test
  void aTopicThatKeepsItsRecordsUnpackedRefusesIt() throws Exception {
    TestTopics topics =
        topics(Map.of("max.message.bytes", "1048588", "compression.type", "uncompressed"));

    assertThatThrownBy(() -> send(topics)).hasCauseInstanceOf(RecordTooLargeException.class);
  }

  private static TestTopics topics(Map<String, String> settings) throws Exception {
    TestTopics topics = TestTopics.create(KafkaBroker.all().get(0), 1);
    ConfigResource input = new ConfigResource(ConfigResource.Type.TOPIC, topics.instructions());
    List<AlterConfigOp> changes =
        settings.entrySet().stream()
            .map(e -> new ConfigEntry(e.getKey(), e.getValue()))
            .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
            .toList();
    try (Admin admin = Admin.create(Map.copyOf(topics.client()))) {
      admin.incrementalAlterConfigs(Map.of(input, changes)).all().get(1, TimeUnit.MINUTES);
    }
    return topics;
  }

  private static void send(TestTopics topics) throws Exception {
    Map<String, Object> settings = new HashMap<>(topics.client());
    settings.put("compression.type", "zstd");
    settings.put("max.request.size", 2 * UNPACKED_BYTES);
    settings.put("buffer.memory", 2L * UNPACKED_BYTES);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(topics.instructions(), new byte[UNPACKED_BYTES]))
          .get(1, TimeUnit.MINUTES);
    }
  }
}
