package io.mosaicgpt.jobs.command.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.terminal.Terminal;
import io.mosaicgpt.model.training.run.EvaluationMetrics;
import io.mosaicgpt.model.training.run.StepMetrics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunProgressTest {
  private static final long SECOND = 1_000_000_000L;

  private final StringWriter err = new StringWriter();
  private long now;

  private RunProgress progress(boolean terminal) {
    return new RunProgress(new PrintWriter(err), new Terminal(false, terminal, 120), () -> now);
  }

  /** Steps of ten seconds and a thousand tokens, behind five that another process has taken. */
  private void run(RunProgress progress, int last) {
    progress.started(5, 20);
    for (int step = 6; step <= last; step++) {
      now += 10 * SECOND;
      progress.stepped(new StepMetrics(step, 2, 1.5, 1, 1e-3, 1000, 100, 10 * step));
    }
  }

  @Test
  void withoutATerminalThereIsALineAMinute() {
    run(progress(false), 18);

    assertThat(err.toString().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .endsWith("  Step 11 of 20  epoch 2  loss 1.5000  100 tokens/s  90 s left"),
            line ->
                assertThat(line)
                    .endsWith("  Step 17 of 20  epoch 2  loss 1.5000  100 tokens/s  30 s left"));
  }

  @Test
  void onATerminalOneLineChanges() {
    run(progress(true), 7);

    assertThat(err.toString())
        .doesNotContain("\n")
        .contains("Step 6 of 20", "Step 7 of 20")
        .endsWith("Step 7 of 20 epoch 2 loss 1.5000 100 tokens/s 2 min left");
  }

  @Test
  void anEvaluationIsALine() {
    RunProgress progress = progress(false);
    progress.started(0, 20);
    progress.evaluated(new EvaluationMetrics(10, 0.5, Math.exp(0.5), List.of()));

    assertThat(err.toString())
        .contains("Step 10 of 20  evaluation loss 0.5000, perplexity 1.649")
        .hasLineCount(1);
  }

  @Test
  void timesAreShort() {
    assertThat(TimeText.of(42.4)).isEqualTo("42 s");
    assertThat(TimeText.of(600)).isEqualTo("10 min");
    assertThat(TimeText.of(11_100)).isEqualTo("3 h 05 min");
  }
}
