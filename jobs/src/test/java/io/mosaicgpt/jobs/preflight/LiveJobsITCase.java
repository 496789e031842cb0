package io.mosaicgpt.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.broker.EmbeddedBroker;
import io.mosaicgpt.operators.kafka.presence.JobPresence;
import io.mosaicgpt.operators.kafka.presence.PresentJob;
import io.mosaicgpt.operators.source.JobCompanion;
import java.io.Closeable;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a job is seen after it has ended. */
@Timeout(120)
class LiveJobsITCase {
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private static EmbeddedBroker broker;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
    broker.createTopics(1, List.of("in"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static JobCompanion presence(Class<?> type, String group) throws Exception {
    Properties client = new Properties();
    client.putAll(broker.clientProperties());
    return (JobCompanion)
        type.getConstructor(String.class, String.class, Properties.class)
            .newInstance(group, "in", client);
  }

  private static Closeable begin(JobCompanion presence) {
    return presence.begin(UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup());
  }

  private static boolean isThere(Admin admin, String group) throws Exception {
    String beside = PresentJob.group(group);
    try {
      return !admin
          .describeConsumerGroups(List.of(beside))
          .describedGroups()
          .get(beside)
          .get(10, TimeUnit.SECONDS)
          .members()
          .isEmpty();
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(GroupIdNotFoundException.class);
      return false;
    }
  }

  private static void await(String group, boolean there, Duration patience) throws Exception {
    try (Admin admin = broker.admin()) {
      long deadline = System.nanoTime() + patience.toNanos();
      while (isThere(admin, group) != there) {
        assertThat(System.nanoTime()).as("is there: %s", !there).isLessThan(deadline);
        Thread.sleep(100);
      }
    }
  }

  @Test
  void aJobThatEndsIsGoneAtOnce() throws Exception {
    Closeable member = begin(presence(JobPresence.class, "ends"));
    await("ends", true, Duration.ofSeconds(30));

    member.close();

    await("ends", false, AT_ONCE);
  }

  /** As on a cluster, where the loader is closed while the coordinator still closes. */
  @Test
  void aJobWhoseClassesCanBeLoadedNoMoreIsGoneAtOnceAllTheSame() throws Exception {
    Closeable member;
    try (JobLoader loader = new JobLoader()) {
      member = beginAsFlinkDoes(loader);
      await("unloaded", true, Duration.ofSeconds(30));
      Thread.sleep(2_000); // until it has polled in vain and its heart has beaten
    }

    member.close();

    await("unloaded", false, AT_ONCE);
  }

  private static Closeable beginAsFlinkDoes(ClassLoader loader) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return begin(presence(loader.loadClass(JobPresence.class.getName()), "unloaded"));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Loads Kafka's client and the member itself, as a cluster loads a job's classes. */
  private static final class JobLoader extends URLClassLoader {
    JobLoader() {
      super(
          new URL[] {place(JobPresence.class), place(KafkaConsumer.class)},
          JobLoader.class.getClassLoader());
    }

    private static URL place(Class<?> type) {
      return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("org.apache.kafka.")
          && !name.startsWith(JobPresence.class.getPackageName())) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
  }
}
