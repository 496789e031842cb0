package io.mosaicgpt.operators.kafka.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;

class JobPresenceTest {
  private static Properties consumer(Map<String, String> client) {
    Properties properties = new Properties();
    properties.putAll(client);
    return new JobPresence("group", "in", properties).consumer(PresentJob.here("0".repeat(32)));
  }

  @Test
  void whatIsNoMoreIsForgottenWithinSeconds() {
    Properties consumer =
        consumer(Map.of("max.poll.interval.ms", "300000", "group.instance.id", "fixed"));

    assertThat(consumer)
        .containsEntry("session.timeout.ms", "6000")
        .containsEntry("max.poll.interval.ms", "3000")
        .doesNotContainKey(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    assertThat(JobPresence.FORGOTTEN).hasSeconds(9);
  }

  @Test
  void theJobsOwnTimeoutsDoNotClashWithThose() {
    Properties properties =
        consumer(
            Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "request.timeout.ms", "40000",
                "default.api.timeout.ms", "50000",
                "heartbeat.interval.ms", "20000"));

    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      assertThat(consumer.subscription()).isEmpty();
    }
  }
}
