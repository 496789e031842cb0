package io.mosaicgpt.jobs.preflight;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.operators.kafka.RecordSinkBuilder;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;

/** A record that its topic does not take would fail the job, each time it is restored. */
final class TopicRoom implements TopicCheck {
  @Override
  public void check(JobTopic topic, JobConfig<KafkaEnds> config, Consumer<String> warnings) {
    String size =
        config
            .ends()
            .kafka()
            .properties()
            .getOrDefault(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                String.valueOf(RecordSinkBuilder.DEFAULT_MAX_REQUEST_BYTES))
            .strip();
    if (topic.role() == JobTopic.Role.INPUT || !size.matches("\\d{1,10}")) {
      return; // the sinks say so
    }
    long written = Long.parseLong(size);
    long taken = topic.number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).orElse(Long.MAX_VALUE);
    if (taken < written) {
      throw new BadInputException(
          ("Topic %s takes messages of at most %d bytes, but the job writes up to %d: raise the"
                  + " topic's max.message.bytes, or set --kafka-property max.request.size=%d.")
              .formatted(topic.name(), taken, written, taken));
    }
  }
}
