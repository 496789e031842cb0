package io.mosaicgpt.jobs.measure.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.measure.engine.ScriptedEngine;
import io.mosaicgpt.jobs.measure.workload.Percentiles;
import io.mosaicgpt.jobs.measure.workload.RunWindow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PipelineComparisonTest {
  private static RunWindow window(double seconds) {
    return new RunWindow(1, 5, 100, seconds, new Percentiles(new double[] {seconds * 1000}));
  }

  private static PipelineRun piped(double seconds, long checkpoints) {
    Percentiles delay = new Percentiles(new double[] {3});
    return new PipelineRun(window(seconds), delay, delay, checkpoints);
  }

  @Test
  void theRatioIsTheMedianOfThePairsNotThatOfTheMedians() {
    // The machine becomes slower from pair to pair: the medians alone say 5 / 8.
    PipelineComparison comparison =
        PipelineComparison.of(
            new ScriptedEngine(ScriptedEngine::count),
            JobConfig.ofKafka(
                new SettingsResolver(Map.of()).resolve(Map.of(), List.of(), Optional.empty())),
            List.of(window(1), window(5), window(9)),
            List.of(piped(1.25, 1), piped(5, 7), piped(8, 9)));

    assertThat(comparison.ratios()).containsExactly(0.8, 1.0, 1.125);
    assertThat(comparison.ratio()).isEqualTo(1);
    assertThat(comparison.pipeline().checkpoints()).isEqualTo(7);
  }

  @Test
  void aSidesFiguresStandBesideThoseThatOnlyThePipelineHas() {
    JsonNode json = new ObjectMapper().valueToTree(PipelineReport.of(List.of(piped(2, 4))));

    assertThat(json.path("generated_tokens_per_second").asDouble()).isEqualTo(50);
    assertThat(json.path("visibility_delay_p50_ms").asDouble()).isEqualTo(3);
    assertThat(json.path("checkpoints").asInt()).isEqualTo(4);
  }
}
