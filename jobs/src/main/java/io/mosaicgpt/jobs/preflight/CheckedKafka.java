package io.mosaicgpt.jobs.preflight;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import java.util.Map;

/**
 * What the job may rely on.
 *
 * @param clusterId of the Kafka cluster
 * @param topicIds by name; a topic that is deleted and made again has another one
 * @param config the job's, with these ids and with what the brokers' limits changed
 * @param served whether the group has, or may have, committed offsets in the input topic
 */
public record CheckedKafka(
    String clusterId, Map<String, String> topicIds, JobConfig<KafkaEnds> config, boolean served) {
  public CheckedKafka {
    requireNonNull(clusterId, "clusterId is null");
    topicIds = Map.copyOf(topicIds);
    requireNonNull(config, "config is null");
  }
}
