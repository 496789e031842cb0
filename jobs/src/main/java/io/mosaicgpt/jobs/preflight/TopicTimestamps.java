package io.mosaicgpt.jobs.preflight;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;

/** Records are stamped when they are made, which a topic may find too long ago, or not yet due. */
final class TopicTimestamps implements TopicCheck {
  /** Kafka's default. */
  private static final String DELIVERY_TIMEOUT = "120000";

  /** As far as the clocks of brokers and TaskManagers may differ unnoticed. */
  private static final long CLOCKS_MILLIS = 1000;

  @Override
  public void check(JobTopic topic, JobConfig<KafkaEnds> config, Consumer<String> warnings) {
    boolean brokersTime =
        topic.text(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).orElse("").equals("LogAppendTime");
    if (topic.role() == JobTopic.Role.INPUT || brokersTime) {
      return;
    }
    String timeout =
        config
            .ends()
            .kafka()
            .properties()
            .getOrDefault(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT)
            .strip();
    long underWay = Long.parseLong(timeout.matches("\\d{1,10}") ? timeout : DELIVERY_TIMEOUT);
    require(topic, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, underWay, "be under way");
    require(
        topic,
        TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
        CLOCKS_MILLIS,
        "be ahead of the broker's clock");
  }

  private static void require(JobTopic topic, String setting, long least, String may) {
    long most = topic.number(setting).orElse(Long.MAX_VALUE);
    if (most < least) {
      throw new BadInputException(
          "Topic %s refuses records for their time (%s=%d), and one may %s for %d ms: raise it, or set its message.timestamp.type to LogAppendTime."
              .formatted(topic.name(), setting, most, may, least));
    }
  }
}
