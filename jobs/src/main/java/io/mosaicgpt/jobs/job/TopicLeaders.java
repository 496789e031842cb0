package io.mosaicgpt.jobs.job;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The brokers that lead topics' partitions. */
public final class TopicLeaders {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private TopicLeaders() {}

  /**
   * Waits until new topics can be written to, which is a moment after they were made and are shown.
   * A producer that sends two batches within that moment may have the first one refused and the
   * second one taken; the first is then refused for good as out of order (KAFKA-15591, in brokers
   * up to 4.2). Only a leader that has opened a partition can tell its end, so that is asked for.
   * The client asks again by itself where a partition has no leader or its leader has not opened
   * it, but not where a broker has not heard of the topic, as brokers do at their own pace.
   *
   * @param partitions how many each topic has
   * @throws ExecutionException when they are not open within {@code patience}, or the brokers
   *     refuse to say; the cause says which
   * @throws TimeoutException when the client does not even say that it gave up
   */
  public static void await(Admin admin, Map<String, Integer> partitions, Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    partitions.forEach(
        (topic, count) -> {
          for (int partition = 0; partition < count; partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
          }
        });
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
      ListOffsetsOptions options = new ListOffsetsOptions();
      options.timeoutMs(Math.toIntExact(left));
      try {
        admin.listOffsets(ends, options).all().get(left + GRACE.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > deadline) {
          throw e;
        }
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }
}
