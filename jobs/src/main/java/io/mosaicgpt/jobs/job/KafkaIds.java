package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

/**
 * What Kafka calls things, beyond the names that people gave them.
 *
 * @param cluster id of the cluster; empty when it was not asked
 * @param inputTopic id of the input topic, another one when the topic is created again; empty when
 *     it was not asked
 */
public record KafkaIds(String cluster, String inputTopic) {
  /** Nobody asked. */
  public static final KafkaIds UNKNOWN = new KafkaIds("", "");

  public KafkaIds {
    requireNonNull(cluster, "cluster is null");
    requireNonNull(inputTopic, "inputTopic is null");
  }
}
