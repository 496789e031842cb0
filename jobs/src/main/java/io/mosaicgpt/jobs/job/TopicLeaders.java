package io.mosaicgpt.jobs.job;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The brokers that lead topics' partitions. */
public final class TopicLeaders {
  private TopicLeaders() {}

  /**
   * Done when new topics can be written to, which is a moment after they were made and are shown. A
   * producer that sends two batches within that moment may have the first one refused and the
   * second one taken; the first is then refused for good as out of order (KAFKA-15591, in brokers
   * up to 4.2). Only a leader that has opened a partition can tell its end, so that is asked for;
   * the client asks again until it is told.
   *
   * @param partitions how many each topic has
   * @param patience how long the client asks; over, it fails with a retriable exception
   */
  public static KafkaFuture<?> open(
      Admin admin, Map<String, Integer> partitions, Duration patience) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    partitions.forEach(
        (topic, count) -> {
          for (int partition = 0; partition < count; partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
          }
        });
    ListOffsetsOptions options = new ListOffsetsOptions();
    options.timeoutMs(Math.toIntExact(patience.toMillis()));
    return admin.listOffsets(ends, options).all();
  }
}
