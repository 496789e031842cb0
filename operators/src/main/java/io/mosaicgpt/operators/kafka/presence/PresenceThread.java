package io.mosaicgpt.operators.kafka.presence;

import java.io.Closeable;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A consumer that is a member of its group, and reads nothing. The job does not depend on it. */
final class PresenceThread implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(PresenceThread.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration GOODBYE = Duration.ofSeconds(2);
  private static final int PAUSE_SECONDS = 5;

  private final String topic;
  private final Properties properties;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "mosaicgpt-presence");

  PresenceThread(String topic, Properties properties) {
    this.topic = topic;
    this.properties = properties;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    boolean more = true;
    while (more) {
      try {
        more = beMember();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Returns whether to try again. */
  private boolean beMember() throws InterruptedException {
    KafkaConsumer<byte[], byte[]> consumer = null;
    try {
      consumer = new KafkaConsumer<>(properties);
      consumer.subscribe(List.of(topic), new Pausing(consumer));
      while (end.getCount() > 0) {
        consumer.poll(POLL);
      }
      return false;
    } catch (AuthorizationException | InvalidSessionTimeoutException e) {
      LOG.warn(
          "A second job of this group would not see this one: Kafka does not let it be a member of group {}: {}",
          properties.get("group.id"),
          e.getMessage());
      return false;
    } catch (KafkaException e) {
      LOG.info("Group {} does not answer; trying again.", properties.get("group.id"), e);
      return !end.await(PAUSE_SECONDS, TimeUnit.SECONDS);
    } finally {
      if (consumer != null) {
        consumer.close(CloseOptions.timeout(GOODBYE));
      }
    }
  }

  /** Leaves the group, so that the next start sees at once that nobody is there. */
  @Override
  public void close() {
    end.countDown();
    try {
      thread.join(POLL.plus(GOODBYE).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Partitions come with membership. */
  private record Pausing(KafkaConsumer<byte[], byte[]> consumer)
      implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      consumer.pause(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
  }
}
