package io.mosaicgpt.model.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.Checkpoints;
import io.mosaicgpt.model.checkpoint.ModelPreset;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.training.OtherRunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {
  private static final int WHOLE = Integer.MAX_VALUE;

  @TempDir private Path temp;
  private TicketModel model;

  @BeforeEach
  void write() throws IOException {
    model = new TicketModel(temp);
  }

  @Test
  void aRunThatWasStoppedGivesTheSameMetricsAndTheSameModel() throws IOException {
    RunSettings settings = TicketModel.settings().build();
    List<Object> whole = model.run("whole", settings, WHOLE);
    int steps = (int) whole.stream().filter(List.class::isInstance).count();
    assertThat(steps).isGreaterThan(6);
    int last = 1 + new Random().nextInt(steps - 1);

    model.run("parts", settings, last);
    assertThat(temp.resolve("parts/config.json")).doesNotExist();
    // As if the process had been killed: lines that no state knows of, the last one half-written.
    Files.writeString(
        temp.resolve("parts/training/metrics.jsonl"),
        "{\"step\":%d,\"epoch\":1,\"loss\":9}\n{\"step\":".formatted(last + 1),
        StandardOpenOption.APPEND);
    List<Object> parts = model.run("parts", settings, WHOLE);

    assertThat(parts).as("stopped behind step %d", last).isEqualTo(whole);
    for (String file : List.of("config.json", "tokenizer.json", "model.safetensors")) {
      assertThat(temp.resolve("parts").resolve(file))
          .hasSameBinaryContentAs(temp.resolve("whole").resolve(file));
    }
    Checkpoints.open(temp.resolve("parts")).close();
  }

  @Test
  void anotherEvaluationOfARunThatIsDoneIsMadeAgain() throws IOException {
    RunSettings settings = TicketModel.settings().build();
    model.run("run", settings, WHOLE);
    Path run = temp.resolve("run");
    double before = lastEvaluation(run).loss();
    Files.writeString(run.resolve("calibration.json"), "of the attempt before");

    model.evaluateOn(
        Files.writeString(temp.resolve("other.csv"), "text,label\nthe lamp is late,delivery\n"));
    model.run("run", settings, WHOLE);

    assertThat(lastEvaluation(run).loss()).isNotEqualTo(before);
    assertThat(run.resolve("calibration.json")).doesNotExist();
  }

  /** That of the last step, which must be one alone. */
  private static EvaluationMetrics lastEvaluation(Path run) throws IOException {
    try (MetricsFile file = MetricsFile.goOnBehind(run.resolve("training/metrics.jsonl"), WHOLE)) {
      RunMetrics metrics = file.read();
      int last = metrics.steps().size();
      assertThat(metrics.evaluations()).filteredOn(one -> one.step() == last).hasSize(1);
      return metrics.evaluation(last).orElseThrow();
    }
  }

  @Test
  void anEvaluationOfAnEarlierStepIsNotThatOfTheModel() {
    EvaluationMetrics early = new EvaluationMetrics(3, 1, Math.E, List.of());

    RunMetrics metrics = new RunMetrics(List.of(), List.of(early));

    assertThat(metrics.evaluation(3)).hasValue(early);
    assertThat(metrics.evaluation(4)).isEmpty();
  }

  @Test
  void aRunThatHasGivenItsMemoryBackStillTellsOfItself() throws IOException {
    RunSettings settings = TicketModel.settings().maxSteps(2).build();
    Pace pace = new Pace(Optional.empty(), Optional.empty());
    try (StartingPoint start = model.start();
        TrainingRun run = model.open("run", start, settings, pace, TicketModel.SILENT)) {
      assertThat(run.run()).isTrue();
      run.export(WeightType.BFLOAT16, ProgressListener.NONE);
      Map<String, String> described = run.settings();

      run.release();
      run.release();

      assertThat(run.step()).isEqualTo(2);
      assertThat(run.metrics().steps()).hasSize(2);
      assertThat(run.settings()).isEqualTo(described).containsEntry("max-steps", "2");
      assertThatThrownBy(() -> run.export(WeightType.BFLOAT16, ProgressListener.NONE))
          .isInstanceOf(IllegalStateException.class);
      run.complete(Map.of(), "");
    }
    assertThat(temp.resolve("run/training.json")).exists();
  }

  @Test
  void metricsThatCannotBeWrittenAreASentenceAndTheRunGoesOn() throws IOException {
    RunSettings settings = TicketModel.settings().maxSteps(6).build();
    List<Object> whole = model.run("whole", settings, WHOLE);
    // A channel fails for a thread that was interrupted, as it does for a full disk.
    RunListener interrupting =
        new TicketModel.Until(WHOLE) {
          @Override
          public void stepped(StepMetrics step) {
            if (step.step() == 4) {
              Thread.currentThread().interrupt();
            }
          }
        };
    try (StartingPoint start = model.start();
        TrainingRun run =
            model.open(
                "run", start, settings, new Pace(Optional.of(3), Optional.of(4)), interrupting)) {
      assertThatThrownBy(run::run)
          .isInstanceOf(RunNotWrittenException.class)
          .hasMessage(
              ("The run in %s cannot be written (ClosedByInterruptException): make room; the same"
                      + " command with --resume goes on behind its last state.")
                  .formatted(temp.resolve("run")));
    } finally {
      Thread.interrupted(); // which the next test is not to inherit
    }

    assertThat(model.run("run", settings, WHOLE)).isEqualTo(whole);
  }

  @Test
  void otherSettingsAreNamedAsTheUserKnowsThem() throws IOException {
    model.run("run", TicketModel.settings().build(), 2);

    assertRefused(TicketModel.settings().epochs(3), "it has epochs 2, and not 3");
    assertRefused(
        TicketModel.settings().learningRate(0.01), "it has learning-rate auto, and not 0.01");
    assertRefused(TicketModel.settings().accumulate(2), "it has accumulate 1, and not 2");
    assertRefused(TicketModel.settings().seed(6), "it has seed 5, and not 6");
    Files.writeString(
        temp.resolve("tickets.csv"), "where is my kettle,delivery\n", StandardOpenOption.APPEND);
    assertRefused(TicketModel.settings(), "it reads other data");
  }

  private void assertRefused(RunSettingsBuilder settings, String reason) {
    assertThatThrownBy(() -> model.run("run", settings.build(), WHOLE))
        .isInstanceOf(OtherRunException.class)
        .hasMessageContaining("cannot be resumed, since " + reason + ";");
  }

  @Test
  void aLossThatIsNoNumberIsPlacedAndLeavesTheLastState() throws IOException {
    assertThatThrownBy(
            () -> model.run("run", TicketModel.settings().learningRate(1e30).build(), WHOLE))
        .isInstanceOf(DivergedException.class)
        .hasMessageMatching(
            "The loss of step \\d+ is .* The step's first record is from .*tickets.csv, line \\d+;"
                + " the last state is kept\\.");
  }

  @Test
  void directoriesOfOthersAndCompleteRunsAreLeftAlone() throws IOException {
    Path output = temp.resolve("run");
    model.run("run", TicketModel.settings().build(), 2);
    assertThatThrownBy(() -> RunDirectory.prepare(output, false))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("go on with it with --resume");

    Files.writeString(output.resolve("training.json"), "{}");
    assertThatThrownBy(() -> RunDirectory.prepare(output, true))
        .hasMessageStartingWith("The run in " + output + " is complete");

    Path other = Files.createDirectory(temp.resolve("other"));
    Files.writeString(other.resolve("mine"), "");
    assertThatThrownBy(() -> RunDirectory.prepare(other, true))
        .hasMessageStartingWith("The directory " + other + " is not empty");
  }

  @Test
  void aDirectoryThatWasMadeForNothingGoes() throws IOException {
    RunDirectory.prepare(temp.resolve("new"), false).discard();

    assertThat(temp.resolve("new")).doesNotExist();
  }

  @Test
  void aTokenizerThatIsTooLargeIsRefused() throws IOException {
    Path small =
        Files.writeString(
            temp.resolve("config.json"),
            "{\"model_type\": \"mosaic_gpt\", \"d_model\": 8, \"n_heads\": 2, \"n_layers\": 1,"
                + " \"vocab_size\": 260}");

    assertThatThrownBy(
            () ->
                StartingPoint.random(
                    "small", ModelPreset.of(small.toString()), 0, model.tokenizer()))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "The tokenizer %s has 300 ids, but the vocab_size of small has room for 260; train a"
                    .formatted(model.tokenizer())
                + " smaller one, or give a configuration with a vocab_size of at least 300.");
  }

  @Test
  void theDefaultsFollowWidthAndFirstWeights() throws IOException {
    assertThat(RunSettings.defaultLearningRate(ModelPreset.of("tiny").config(), false))
        .isEqualTo(2e-3);
    assertThat(RunSettings.defaultLearningRate(ModelPreset.of("mpt-1b").config(), true))
        .isEqualTo(0.4 / 2048 * 0.1);
    assertThat(RunSettings.builder().build().steps(7)).isEqualTo(21);
    assertThat(RunSettings.builder().maxSteps(20).build().steps(7)).isEqualTo(20);
  }
}
