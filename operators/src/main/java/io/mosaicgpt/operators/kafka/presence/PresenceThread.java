package io.mosaicgpt.operators.kafka.presence;

import java.io.Closeable;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A consumer that is a member of its group, and reads nothing. The job does not depend on it. */
final class PresenceThread implements Closeable {
  /** Between a failure and the next attempt. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(PresenceThread.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final String group;
  private final String topic;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Duration pause;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "mosaicgpt-presence");

  /** Made here, since a cluster may close the job's class loader before the goodbye. */
  private final CloseOptions goodbye = CloseOptions.timeout(GOODBYE);

  private boolean warned;

  /**
   * A member that is none before {@link #start}.
   *
   * @param consumers each makes the consumer of one attempt
   */
  PresenceThread(
      String group, String topic, Supplier<Consumer<byte[], byte[]>> consumers, Duration pause) {
    this.group = group;
    this.topic = topic;
    this.consumers = consumers;
    this.pause = pause;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    LateClasses.load();
    try {
      boolean more = true;
      while (more) {
        more = beMember() && !end.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      // Nobody waits for this thread.
    }
  }

  /** Returns whether to try again. */
  private boolean beMember() {
    Consumer<byte[], byte[]> consumer = null;
    try {
      consumer = consumers.get();
      consumer.subscribe(List.of(topic), new Pausing(consumer));
      while (end.getCount() > 0) {
        consumer.poll(POLL);
      }
      return false;
    } catch (InvalidSessionTimeoutException e) {
      warn(e);
      return false;
    } catch (AuthorizationException e) { // passes where rights are being changed
      if (!warned) {
        warned = true;
        warn(e);
      }
      return true;
    } catch (RuntimeException | LinkageError e) {
      LOG.info("Group {} does not answer; trying again.", group, e);
      return true;
    } finally {
      leave(consumer);
    }
  }

  private void warn(RuntimeException e) {
    LOG.warn(
        "A second job of this group would not see this one: Kafka does not let it be a member of group {}: {}",
        group,
        e.getMessage());
  }

  /** A member that cannot say goodbye is forgotten a few seconds later. */
  private void leave(Consumer<byte[], byte[]> consumer) {
    if (consumer == null) {
      return;
    }
    try {
      consumer.close(goodbye);
    } catch (RuntimeException | LinkageError e) {
      LOG.info("Group {} was left without a goodbye.", group, e);
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
  private record Pausing(Consumer<byte[], byte[]> consumer) implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      consumer.pause(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
  }
}
