package io.mosaicgpt.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierJobsITCase {
  private static final String NAME = "mosaicgpt some group";

  @TempDir private Path directory;

  private StreamGraph graph() {
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
        .fromSequence(0, Long.MAX_VALUE)
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

  @Test
  void theCheckpointThatACancelledJobLeftIsKnownByTheJobsName() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(1, WebPort.auto())) {
      RemoteCluster remote = RemoteCluster.at(cluster.webInterface().getAuthority());
      assertThat(remote.lastJob(NAME)).isEmpty();

      RunningJob job = cluster.submit(graph());
      while (job.completedCheckpoints() < 1) {
        Thread.sleep(50);
      }
      assertThat(remote.lastJob(NAME)).get().extracting(EarlierJob::ended).isEqualTo(false);
      job.cancel();

      assertThat(remote.lastJob(NAME))
          .get()
          .satisfies(
              last -> {
                assertThat(last.id()).isEqualTo(job.id().toHexString());
                assertThat(last.ended()).isTrue();
                String path = last.state().orElseThrow().replaceFirst("^file:/+", "/");
                assertThat(Path.of(path))
                    .startsWith(directory.resolve(last.id()))
                    .isDirectoryContaining("glob:**/_metadata");
              });
      assertThat(remote.lastJob("mosaicgpt other")).isEmpty();
    }
  }
}
