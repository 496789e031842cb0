package io.mosaicgpt.jobs.preflight;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;

/** A topic that wants more copies in sync than it has takes nothing, and the job would wait. */
final class TopicReplicas implements TopicCheck {
  @Override
  public void check(JobTopic topic, JobConfig<KafkaEnds> config, Consumer<String> warnings) {
    long wanted = topic.number(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).orElse(0);
    if (topic.role() != JobTopic.Role.INPUT && awaitsAll(config) && wanted > topic.replicas()) {
      throw new BadInputException(
          "Topic %s wants %d replicas in sync (min.insync.replicas) but has %d, so nothing can be written to it: add replicas, or lower min.insync.replicas."
              .formatted(topic.name(), wanted, topic.replicas()));
    }
  }

  private static boolean awaitsAll(JobConfig<KafkaEnds> config) {
    String acks =
        config.ends().kafka().properties().getOrDefault(ProducerConfig.ACKS_CONFIG, "all");
    return acks.strip().equals("all") || acks.strip().equals("-1");
  }
}
