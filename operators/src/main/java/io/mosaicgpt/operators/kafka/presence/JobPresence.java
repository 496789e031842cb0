package io.mosaicgpt.operators.kafka.presence;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.source.JobCompanion;
import java.io.Closeable;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Keeps a member in the group beside a job's consumer group for as long as the job lives. Two jobs
 * of one group would end each other's transactions; who starts one can see here that there is one
 * already. A broker forgets the member of a process that was killed after {@link #SESSION}, and
 * that of a job which left no goodbye after {@link #FORGOTTEN}.
 */
public final class JobPresence implements JobCompanion {
  private static final long serialVersionUID = 1L;

  /** The shortest that brokers allow unless told otherwise. */
  public static final Duration SESSION = Duration.ofSeconds(6);

  /**
   * Many times the pause between two polls. Kafka's own thread would keep up for five minutes the
   * member of a job that is gone.
   */
  private static final Duration POLLED = Duration.ofSeconds(3);

  /** By then nothing is left of a job that ended in whatever way. */
  public static final Duration FORGOTTEN = SESSION.plus(POLLED);

  private static final String JOB_ID = "<job_id>";

  private final String groupId;
  private final String topic;
  private final Properties client;

  /**
   * @param groupId the job's consumer group
   * @param topic one that the job may read; nothing is read of it
   * @param client properties of Kafka's clients, the address and security among them
   */
  public JobPresence(String groupId, String topic, Properties client) {
    this.groupId = requireNonNull(groupId, "groupId is null");
    this.topic = requireNonNull(topic, "topic is null");
    this.client = requireNonNull(client, "client is null");
  }

  @Override
  public Closeable begin(SplitEnumeratorMetricGroup job) {
    return begin(job.getAllVariables().getOrDefault(JOB_ID, "0".repeat(32)));
  }

  Closeable begin(String job) {
    Properties properties = consumer(PresentJob.here(job));
    PresenceThread thread =
        new PresenceThread(
            PresentJob.group(groupId),
            topic,
            () -> new KafkaConsumer<>(properties),
            PresenceThread.PAUSE);
    thread.start();
    return thread;
  }

  Properties consumer(PresentJob job) {
    Properties all = new Properties();
    all.putAll(client);
    all.putAll(
        Map.of(
            ConsumerConfig.GROUP_ID_CONFIG, PresentJob.group(groupId),
            ConsumerConfig.CLIENT_ID_CONFIG, job.clientId(),
            ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic",
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, String.valueOf(SESSION.toMillis()),
            ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, String.valueOf(POLLED.toMillis()),
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, String.valueOf(SESSION.toMillis() / 4),
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
            // Partitions are paused; this only keeps the client from complaining of no position.
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest",
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName(),
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName()));
    all.remove(
        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG); // a static member would outlive its process
    return all;
  }
}
