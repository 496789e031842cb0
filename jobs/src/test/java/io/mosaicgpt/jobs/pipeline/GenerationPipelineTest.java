package io.mosaicgpt.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Setting;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class GenerationPipelineTest {
  private static StreamGraph graph(Map<Setting<?>, String> flags) {
    JobConfig<KafkaEnds> config =
        JobConfig.ofKafka(
            new SettingsResolver(Map.of()).resolve(flags, List.of(), Optional.empty()));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    new GenerationPipeline(config).addTo(environment);
    return environment.getStreamGraph();
  }

  private static List<String> uids(StreamGraph graph) {
    return graph.getStreamNodes().stream()
        .map(StreamNode::getTransformationUID)
        .filter(uid -> uid != null)
        .toList();
  }

  @Test
  void sourceDecodeAndGenerateAreOneChainWithTheSinksWriters() {
    JobGraph job = graph(Map.of(ServingSettings.DELIVERY, "at-least-once")).getJobGraph();

    List<String> names = new ArrayList<>();
    for (JobVertex vertex : job.getVertices()) {
      names.add(vertex.getName());
    }
    assertThat(names)
        .singleElement()
        .asString()
        .contains("llm.instructions.v1", "generate", "llm.completions.v1");
  }

  @Test
  void everyOperatorHasAnExplicitUid() {
    assertThat(uids(graph(Map.of())))
        .contains("mosaicgpt-source", "mosaicgpt-generate")
        .anyMatch(uid -> uid.startsWith("mosaicgpt-completions"))
        .anyMatch(uid -> uid.startsWith("mosaicgpt-dead-letters"));
    assertThat(graph(Map.of()).getStreamNodes())
        .allMatch(node -> node.getTransformationUID() != null);
  }

  /** Or Flink would refuse to restore the one from the other's state. */
  @Test
  void theOperatorsAreTheSameWithAndWithoutATopicForPieces() {
    assertThat(uids(graph(Map.of())))
        .contains("mosaicgpt-chunks")
        .containsExactlyInAnyOrderElementsOf(uids(graph(Map.of(KafkaSettings.PARTIAL_TOPIC, "p"))));
  }

  @Test
  void checkpointsAreAlignedAndAsOftenAsConfigured() {
    StreamGraph graph = graph(Map.of(ServingSettings.CHECKPOINT_INTERVAL, "3s"));

    assertThat(Duration.ofMillis(graph.getCheckpointConfig().getCheckpointInterval()))
        .isEqualTo(Duration.ofSeconds(3));
    assertThat(graph.getCheckpointConfig().isUnalignedCheckpointsEnabled()).isFalse();
  }

  @Test
  void aRestorePathReachesTheJob() {
    assertThat(graph(Map.of(ServingSettings.RESTORE, "file:///s/1")).getSavepointRestoreSettings())
        .extracting(settings -> settings.getRestorePath())
        .isEqualTo("file:///s/1");
    assertThat(
            graph(Map.of(ServingSettings.RESTORE, "none"))
                .getSavepointRestoreSettings()
                .restoreSavepoint())
        .isFalse();
  }

  @Test
  void whatTheClusterSaysOfFlinkDoesNotBreakThePromise() {
    Configuration cluster = new Configuration();
    cluster.set(PipelineOptions.OPERATOR_CHAINING, false);
    cluster.set(PipelineOptions.GENERIC_TYPES, true);
    cluster.set(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH, false);
    cluster.set(CheckpointingOptions.CHECKPOINTING_INTERVAL_DURING_BACKLOG, Duration.ZERO);
    cluster.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
    cluster.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.AT_LEAST_ONCE);
    cluster.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    cluster.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(cluster);
    new GenerationPipeline(
            JobConfig.ofKafka(
                new SettingsResolver(Map.of())
                    .resolve(Map.of(KafkaSettings.BOUNDED, "true"), List.of(), Optional.empty())))
        .addTo(environment);

    StreamGraph graph = environment.getStreamGraph();

    assertThat(graph.getJobGraph().getNumberOfVertices()).as("chains").isEqualTo(1);
    ReadableConfig used = graph.getJobConfiguration();
    assertThat(used.get(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH)).isTrue();
    assertThat(used.get(CheckpointingOptions.CHECKPOINTING_INTERVAL_DURING_BACKLOG)).isPositive();
    assertThat(used.get(CheckpointingOptions.ENABLE_UNALIGNED)).isFalse();
    assertThat(used.get(PipelineOptions.GENERIC_TYPES)).isFalse();
    assertThat(used.get(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE))
        .isEqualTo(CheckpointingMode.EXACTLY_ONCE);
    assertThat(used.get(RestartStrategyOptions.RESTART_STRATEGY)).isEqualTo("exponential-delay");
    assertThat(used.get(ExecutionOptions.RUNTIME_MODE)).isEqualTo(RuntimeExecutionMode.STREAMING);
  }

  @Test
  void aKafkaPropertyThatBreaksThePromiseIsRefused() {
    JobConfig<KafkaEnds> config =
        JobConfig.ofKafka(
            new SettingsResolver(Map.of()).resolve(Map.of(), List.of("acks=1"), Optional.empty()));
    GenerationPipeline pipeline = new GenerationPipeline(config);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());

    assertThatThrownBy(() -> pipeline.addTo(environment))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("exactly-once needs acks=all");
  }
}
