package io.mosaicgpt.jobs.cluster;

import static io.mosaicgpt.jobs.cluster.EarlierJob.End.BROKEN_OFF;
import static io.mosaicgpt.jobs.cluster.EarlierJob.End.FINISHED;
import static io.mosaicgpt.jobs.cluster.EarlierJob.End.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierJobsITCase {
  private static final String NAME = "mosaicgpt some group";

  @TempDir private Path directory;

  private StreamGraph graph() {
    return graph(Long.MAX_VALUE);
  }

  private StreamGraph graph(long last) {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, "file://" + directory);
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    environment.setParallelism(1);
    environment
        .fromSequence(0, last)
        .map(
            number -> {
              Thread.sleep(10);
              return number;
            })
        .returns(Long.class)
        .sinkTo(new DiscardingSink<>());
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(NAME);
    return graph;
  }

  private static RunningJob submitted(LocalCluster cluster, StreamGraph graph) throws Exception {
    RunningJob job = cluster.submit(graph, Optional.empty());
    while (job.completedCheckpoints() < 2) {
      assertThat(job.hasEnded()).isFalse();
      Thread.sleep(50);
    }
    return job;
  }

  @Test
  void theCheckpointThatACancelledJobLeftIsKnownByTheJobsName() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(1, WebPort.auto())) {
      RemoteCluster remote = RemoteCluster.at(cluster.webInterface().getAuthority());
      assertThat(remote.lastJob(NAME)).isEmpty();

      RunningJob job = submitted(cluster, graph());
      assertThat(remote.lastJob(NAME)).get().extracting(EarlierJob::end).isEqualTo(NONE);
      job.cancel();

      EarlierJob last = remote.lastJob(NAME).orElseThrow();
      assertThat(last.id()).isEqualTo(job.id().toHexString());
      assertThat(last.end()).isEqualTo(BROKEN_OFF);
      assertThat(directory(last))
          .startsWith(directory.resolve(last.id()))
          .isDirectoryContaining("glob:**/_metadata");
      assertThat(remote.lastJob("mosaicgpt other")).isEmpty();

      // One that cannot be restored says nothing of what it was to go on from.
      StreamGraph broken = graph();
      broken.setSavepointRestoreSettings(
          SavepointRestoreSettings.forPath("file://" + directory.resolve("gone")));
      RunningJob failed = cluster.submit(broken, Optional.empty());
      while (!failed.hasEnded()) {
        Thread.sleep(50);
      }
      assertThat(remote.lastJob(NAME)).contains(last);
    }
  }

  @Test
  void aJobThatASavepointHasEndedLeavesThat() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(1, WebPort.auto())) {
      RemoteCluster remote = RemoteCluster.at(cluster.webInterface().getAuthority());
      RunningJob job = submitted(cluster, graph());
      String savepoint = savepoint(cluster, job, Savepoint.STOP);
      job.await();

      EarlierJob last = remote.lastJob(NAME).orElseThrow();
      assertThat(last.end()).isEqualTo(FINISHED);
      assertThat(last.state()).contains(savepoint);
      assertThat(job.savepointAtEnd()).contains(new SavepointAtEnd(savepoint, false));
    }
  }

  @Test
  void aDrainedJobIsToldApart() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(1, WebPort.auto())) {
      RunningJob job = submitted(cluster, graph());
      String savepoint = savepoint(cluster, job, Savepoint.DRAIN);
      job.await();

      assertThat(job.savepointAtEnd()).contains(new SavepointAtEnd(savepoint, true));
    }
  }

  @Test
  void aJobThatEndsByItselfLeavesNothingEvenIfASavepointWasTakenOnTheWay() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(1, WebPort.auto())) {
      RemoteCluster remote = RemoteCluster.at(cluster.webInterface().getAuthority());
      RunningJob job = submitted(cluster, graph(300));
      savepoint(cluster, job, Savepoint.GO_ON);
      job.await();

      EarlierJob last = remote.lastJob(NAME).orElseThrow();
      assertThat(last.end()).isEqualTo(FINISHED);
      assertThat(last.state()).isEmpty();
      assertThat(job.savepointAtEnd()).isEmpty();
    }
  }

  private static Path directory(EarlierJob job) {
    return Path.of(job.state().orElseThrow().replaceFirst("^file:/+", "/"));
  }

  private enum Savepoint {
    GO_ON,
    STOP,
    DRAIN
  }

  private String savepoint(LocalCluster cluster, RunningJob job, Savepoint what) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.ADDRESS, cluster.webInterface().getHost());
    configuration.set(RestOptions.PORT, cluster.webInterface().getPort());
    String target = "file://" + directory.resolve("savepoints");
    try (RestClusterClient<String> client = new RestClusterClient<>(configuration, "test")) {
      return (what == Savepoint.GO_ON
              ? client.triggerSavepoint(job.id(), target, SavepointFormatType.CANONICAL)
              : client.stopWithSavepoint(
                  job.id(), what == Savepoint.DRAIN, target, SavepointFormatType.CANONICAL))
          .get();
    }
  }
}
