package io.mosaicgpt.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.operators.source.GatedSource;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.state.RefusedStateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RunningJobITCase {
  @TempDir private Path directory;

  private static void goOnForever(DataStream<Long> numbers) {
    numbers
        .map(
            number -> {
              Thread.sleep(10);
              return number;
            })
        .returns(Long.class)
        .sinkTo(new DiscardingSink<>());
  }

  @Test
  void aTaskThatHasNothingToDoAnyMoreCountsAsOneThatRuns() throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    environment.setParallelism(1);
    environment.fromSequence(0, 1).sinkTo(new DiscardingSink<>());
    goOnForever(environment.fromSequence(0, Long.MAX_VALUE));

    try (LocalCluster cluster = LocalCluster.start(2, WebPort.auto())) {
      RunningJob job = cluster.submit(environment.getStreamGraph(), Optional.empty());
      FlinkRest rest = new FlinkRest(cluster.webInterface().getAuthority());
      while (rest.get("/jobs/" + job.id())
              .orElseThrow()
              .path("status-counts")
              .path(ExecutionState.FINISHED.name())
              .asInt()
          == 0) {
        Thread.sleep(50);
      }

      job.awaitRunning();

      assertThat(job.allTasksRun()).isTrue();
      job.cancel();
    }
  }

  @Test
  void stateThatTheSourceRefusesIsNotTriedAgainAndNoFailureOfTheJob() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(1, WebPort.auto())) {
      RunningJob first = cluster.submit(graph(new Configuration()), Optional.empty());
      while (first.completedCheckpoints() < 1) {
        Thread.sleep(50);
      }
      first.cancel();
      Configuration restore = new Configuration();
      restore.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint().toUri().toString());

      RunningJob second = cluster.submit(graph(restore), Optional.empty());

      assertThatThrownBy(second::await)
          .isInstanceOf(BadInputException.class)
          .hasMessage("The job failed: restore it with the newer program");
    }
  }

  private StreamGraph graph(Configuration configuration) {
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1_000_000);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    environment.setParallelism(1);
    goOnForever(
        environment.fromSource(
            GatedSource.wrap(new LaterSource(), SourceGate.create()),
            WatermarkStrategy.noWatermarks(),
            "numbers"));
    return environment.getStreamGraph();
  }

  private Path checkpoint() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.endsWith("_metadata")).findFirst().orElseThrow().getParent();
    }
  }

  /** Its state is always that of a later program. */
  private static final class LaterSource extends NumberSequenceSource {
    private static final long serialVersionUID = 1L;

    LaterSource() {
      super(0, Long.MAX_VALUE);
    }

    @Override
    public SimpleVersionedSerializer<Collection<NumberSequenceSplit>>
        getEnumeratorCheckpointSerializer() {
      return new LaterSerializer(super.getEnumeratorCheckpointSerializer());
    }
  }

  private record LaterSerializer(
      SimpleVersionedSerializer<Collection<NumberSequenceSource.NumberSequenceSplit>> written)
      implements SimpleVersionedSerializer<Collection<NumberSequenceSource.NumberSequenceSplit>> {
    @Override
    public int getVersion() {
      return written.getVersion();
    }

    @Override
    public byte[] serialize(Collection<NumberSequenceSource.NumberSequenceSplit> state)
        throws IOException {
      return written.serialize(state);
    }

    @Override
    public Collection<NumberSequenceSource.NumberSequenceSplit> deserialize(
        int version, byte[] bytes) throws IOException {
      throw new RefusedStateException("restore it with the newer program");
    }
  }
}
