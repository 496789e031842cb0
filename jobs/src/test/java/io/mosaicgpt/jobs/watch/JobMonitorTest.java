package io.mosaicgpt.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.cluster.JobView;
import io.mosaicgpt.jobs.job.Topics;
import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.FinishReason;
import io.mosaicgpt.schemas.Usage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobMonitorTest {
  private static final Topics TOPICS = new Topics("in", "out", "dlq", Optional.empty());
  private static final Completion COMPLETION =
      Completion.newBuilder()
          .setRequestId("a")
          .setModel("m")
          .setFinishReason(FinishReason.stop)
          .setUsage(new Usage(1, 3))
          .setProducedAt(Instant.EPOCH)
          .build();
  private static final DeadLetter LETTER =
      DeadLetter.newBuilder()
          .setCode("unreadable_event")
          .setMessage("No encoding begins like this.")
          .setFailedAt(Instant.EPOCH)
          .build();

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final ScriptedJob job = new ScriptedJob();
  private final List<Observation> seen = new ArrayList<>();
  private JobMonitor monitor;

  @BeforeEach
  void connect() {
    for (String topic : TOPICS.all()) {
      consumer.updatePartitions(topic, List.of(partition(topic, 0), partition(topic, 1)));
    }
    JobTopics topics = new JobTopics(consumer, TOPICS);
    topics.assign(TOPICS.all());
    consumer.updateBeginningOffsets(
        consumer.assignment().stream().collect(Collectors.toMap(p -> p, p -> 0L)));
    monitor = new JobMonitor(topics, job, seen::add);
  }

  private static PartitionInfo partition(String topic, int partition) {
    return new PartitionInfo(topic, partition, Node.noNode(), new Node[0], new Node[0]);
  }

  @Test
  void recordsAreToldByWhatTheirTopicsHoldAndThenCounted() throws Exception {
    send("in", 1, 0, new byte[] {1});
    send("in", 1, 1, new byte[] {2});
    poll();
    assertThat(seen)
        .containsExactly(
            new Observation.EventSent(1, 0),
            new Observation.EventSent(1, 1),
            new Observation.Figures(2, 0, 0, 0));

    send("out", 0, 0, bytes(COMPLETION));
    send("dlq", 0, 0, bytes(LETTER));
    job.checkpoints = 3;
    poll();
    assertThat(seen.subList(0, 2))
        .containsExactlyInAnyOrder(
            new Observation.CompletionCommitted(COMPLETION),
            new Observation.DeadLetterCommitted(LETTER));
    assertThat(figures().sent()).isEqualTo(2);
    assertThat(figures().completions()).isEqualTo(1);
    assertThat(figures().deadLetters()).isEqualTo(1);
    assertThat(figures().checkpoints()).isEqualTo(3);
    assertThat(figures().inFlight()).isZero();
  }

  @Test
  void anAnswerThatIsReadBeforeItsEventIsNotInFlight() throws Exception {
    send("out", 0, 0, bytes(COMPLETION));

    poll();

    assertThat(figures().inFlight()).isZero();
  }

  @Test
  void aRestartIsToldWithItsReason() throws Exception {
    poll();
    job.status = JobStatus.RESTARTING;
    poll();
    assertThat(seen)
        .contains(new Observation.StateChanged("The job is RESTARTING: the broker went away."));

    job.status = JobStatus.RUNNING;
    poll();
    assertThat(seen).contains(new Observation.StateChanged("The job is RUNNING again."));
  }

  @Test
  void theEndIsToldOnceAndRecordsGoOnAfterIt() throws Exception {
    job.status = JobStatus.FINISHED;
    poll();
    assertThat(seen).contains(new Observation.JobEnded(JobStatus.FINISHED));

    send("out", 0, 0, bytes(COMPLETION));
    poll();
    assertThat(seen)
        .contains(new Observation.CompletionCommitted(COMPLETION))
        .doesNotHaveAnyElementsOfTypes(Observation.JobEnded.class);
  }

  @Test
  void aTopicThatIsNotThereIsNamed() {
    Topics others = new Topics("in", "elsewhere", "dlq", Optional.empty());

    assertThatThrownBy(() -> new JobTopics(consumer, others).assign(others.all()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The brokers have no topic elsewhere");
  }

  private void poll() throws IOException, InterruptedException {
    seen.clear();
    monitor.poll(Duration.ZERO);
  }

  private Observation.Figures figures() {
    return (Observation.Figures) seen.get(seen.size() - 1);
  }

  private void send(String topic, int partition, long offset, byte[] value) {
    consumer.addRecord(new ConsumerRecord<>(topic, partition, offset, null, value));
  }

  private static <R extends SpecificRecord> byte[] bytes(R record) throws IOException {
    return RecordEncoding.AVRO
        .<R>encoder(record.getSchema(), "any", Optional.empty())
        .encode(record);
  }

  private static final class ScriptedJob implements JobView {
    private JobStatus status = JobStatus.RUNNING;
    private long checkpoints;

    @Override
    public JobStatus status() {
      return status;
    }

    @Override
    public boolean allTasksRun() {
      return true;
    }

    @Override
    public Optional<String> lastFailure() {
      return Optional.of("the broker went away");
    }

    @Override
    public long completedCheckpoints() {
      return checkpoints;
    }
  }
}
