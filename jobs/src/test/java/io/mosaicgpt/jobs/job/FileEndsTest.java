package io.mosaicgpt.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.pipeline.GenerationPipeline;
import io.mosaicgpt.operators.source.SourceGate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class FileEndsTest {
  private static FileEnds ends(String output, String... inputs) {
    return new FileEnds(List.of(inputs).stream().map(Path::of).toList(), Path.of(output), true, 9);
  }

  private static StreamGraph graph(boolean chunks) {
    Serving serving =
        Serving.from(new SettingsResolver(Map.of()).resolve(Map.of(), List.of(), Optional.empty()));
    FileEnds ends = new FileEnds(List.of(Path.of("/in")), Path.of("/out"), chunks, 1000);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    new GenerationPipeline(new JobConfig<>(serving, ends)).addTo(environment);
    return environment.getStreamGraph();
  }

  private static List<String> uids(StreamGraph graph) {
    return graph.getStreamNodes().stream().map(StreamNode::getTransformationUID).toList();
  }

  @Test
  void pathsAreAbsoluteAsSoonAsTheyAreGiven() {
    assertThat(ends("out/../results", "in")).isEqualTo(ends(absolute("results"), absolute("in")));
  }

  private static String absolute(String name) {
    return Path.of(name).toAbsolutePath().toString();
  }

  @Test
  void theJobIsKnownByItsOutputAlone() {
    FileEnds job = ends("/data/out", "/a", "/b");

    assertThat(ends("/data/x/../out", "/c").checkpointPath()).isEqualTo(job.checkpointPath());
    assertThat(ends("/data/out", "/c").owner()).isEqualTo(job.owner());
    assertThat(ends("/data/out/below", "/a").owner()).isNotEqualTo(job.owner());
    assertThat(ends("/data/out/below", "/a").checkpointPath())
        .isNotEqualTo(job.checkpointPath())
        .hasParentRaw(Path.of("files"));
  }

  /** Or two names could be one directory, or a mark of several lines. */
  @Test
  void anyNameIsOneDirectoryAndOneLine() {
    FileEnds job = ends("/data/\n%2e" + "/ö".repeat(1000), "/a");

    assertThat(job.owner()).hasLineCount(1);
    assertThat(job.checkpointPath()).hasToString("files/" + job.checkpointPath().getFileName());
    assertThat(job.checkpointPath().getFileName().toString()).matches("[0-9a-f]{32}");
  }

  @Test
  void theSourceHasAnEndAndAStartWithoutStateBeginsAtTheFirstLine() {
    FileEnds job = ends("/out", "/in");

    assertThat(job.bounded()).isTrue();
    assertThat(job.remembersWhatIsAnswered()).isFalse();
    assertThat(job.source(SourceGate.create()).getBoundedness()).isEqualTo(Boundedness.BOUNDED);
  }

  /** Or Flink would refuse to restore the one from the other's state. */
  @Test
  void theOperatorsAreTheSameWithAndWithoutPieces() {
    assertThat(uids(graph(true))).doesNotContainNull().contains("mosaicgpt-chunks");
    assertThat(uids(graph(false))).containsExactlyInAnyOrderElementsOf(uids(graph(true)));
  }
}
