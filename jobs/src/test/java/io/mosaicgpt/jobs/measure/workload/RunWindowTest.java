package io.mosaicgpt.jobs.measure.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.measure.pipeline.SideReport;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.FinishReason;
import io.mosaicgpt.schemas.Timings;
import io.mosaicgpt.schemas.Usage;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunWindowTest {
  private static Completion completion(long producedMillis, double totalMs, int tokens) {
    return Completion.newBuilder()
        .setRequestId("r")
        .setModel("m")
        .setFinishReason(FinishReason.length)
        .setUsage(new Usage(7, tokens))
        .setTimings(new Timings(0.0, 0.0, totalMs))
        .setAttempt(1)
        .setProducedAt(Instant.ofEpochMilli(producedMillis))
        .build();
  }

  @Test
  void aJobsWindowIsFromTheFirstAdmissionToTheLastEndInWhateverOrderTheyCome() {
    RunWindow window =
        RunWindow.ofJob(
            List.of(
                completion(12_000, 1_500, 10),
                completion(9_000, 500, 20),
                completion(10_500, 2_500, 30)));

    assertThat(window.seconds()).isEqualTo(4.0);
    assertThat(window.requests()).isEqualTo(3);
    assertThat(window.promptTokens()).isEqualTo(21);
    assertThat(window.generatedTokens()).isEqualTo(60);
    assertThat(window.generatedTokensPerSecond()).isEqualTo(15);
    assertThat(window.latencyMs().at(50)).isEqualTo(1_500);
  }

  @Test
  void anEnginesWindowIsTheLoops() {
    RequestResult result = new RequestResult(7, List.of(1, 2), 1_000_000, 4_000_000);

    RunWindow window =
        RunWindow.ofEngine(new ClosedLoop.Outcome(List.of(result, result), 8_000_000));

    assertThat(window.seconds()).isEqualTo(0.008);
    assertThat(window.generatedTokensPerSecond()).isEqualTo(500);
    assertThat(window.promptTokens()).isEqualTo(14);
    assertThat(window.latencyMs().at(95)).isEqualTo(4);
  }

  @Test
  void everyFigureIsTheMedianOfItsRuns() {
    SideReport report = SideReport.of(List.of(window(2), window(1), window(4)));

    assertThat(report.wallSeconds()).isEqualTo(2);
    assertThat(report.generatedTokensPerSecond()).isEqualTo(50);
    assertThat(report.runs()).containsExactly(50.0, 100.0, 25.0);
  }

  private static RunWindow window(double seconds) {
    return new RunWindow(1, 5, 100, seconds, new Percentiles(new double[] {seconds * 1000}));
  }
}
