package io.mosaicgpt.operators.kafka.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.operators.kafka.LogCapture;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PresenceThreadTest {
  private final BlockingQueue<ScriptedConsumer> made = new LinkedBlockingQueue<>();
  private Throwable failure = new IllegalStateException("not set");
  private PresenceThread presence;

  private void start(Throwable failure) {
    this.failure = failure;
    presence =
        new PresenceThread(
            "group-job",
            "in",
            () -> {
              ScriptedConsumer consumer = new ScriptedConsumer(this.failure);
              made.add(consumer);
              return consumer;
            },
            Duration.ofMillis(10));
    presence.start();
  }

  @AfterEach
  void end() {
    presence.close();
  }

  /** Whether it goes on trying. */
  private boolean triesAgain() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      if (made.poll(1, TimeUnit.SECONDS) == null) {
        return false;
      }
    }
    return true;
  }

  @Test
  void rightsThatAreMissingMayComeAndAreToldOnce() throws InterruptedException {
    try (LogCapture log = new LogCapture(PresenceThread.class)) {
      start(new GroupAuthorizationException("group-job"));

      assertThat(triesAgain()).isTrue();
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("does not let it be a member of group group-job");
    }
  }

  @Test
  void aSessionThatBrokersRefuseIsNotTriedAgain() throws InterruptedException {
    start(new InvalidSessionTimeoutException("too short"));

    assertThat(triesAgain()).isFalse();
  }

  @Test
  void neitherABugNorAClassLoaderThatWasClosedEndsIt() throws InterruptedException {
    start(new NoClassDefFoundError("org/apache/kafka/Something"));
    assertThat(triesAgain()).isTrue();

    failure = new IllegalStateException("a bug");
    made.clear();
    assertThat(triesAgain()).isTrue();
  }

  /** Its consumers throw when they are closed, too. */
  private static final class ScriptedConsumer extends MockConsumer<byte[], byte[]> {
    private final Throwable failure;

    ScriptedConsumer(Throwable failure) {
      super("latest");
      this.failure = failure;
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      throw failure();
    }

    @Override
    public void close(CloseOptions options) {
      throw failure();
    }

    private RuntimeException failure() {
      if (failure instanceof Error error) {
        throw error;
      }
      return (RuntimeException) failure;
    }
  }
}
