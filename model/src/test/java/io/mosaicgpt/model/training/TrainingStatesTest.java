package io.mosaicgpt.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingStatesTest {
  private static final int STEPS = 12;

  @TempDir Path temp;

  private static TrainingOptionsBuilder options() {
    return TrainingOptions.builder()
        .steps(STEPS)
        .warmupSteps(3)
        .dropout(0.1)
        .averageDecay(0.95)
        .microBatchTokens(40);
  }

  @Test
  void aRunThatWasInterruptedGoesOnToTheSameBits() throws IOException {
    int interruption = 1 + new Random().nextInt(STEPS - 1);
    TrainingStates states = new TrainingStates(temp.resolve("run"));
    List<StepResult> whole = new ArrayList<>();
    List<StepResult> parts = new ArrayList<>();
    try (Trainer trainer = Fixtures.trainer("tiny", options().build())) {
      train(trainer, STEPS, whole);
      try (Trainer first = Fixtures.trainer("tiny", options().build())) {
        train(first, interruption, parts);
        states.save(first);
        first.train(Fixtures.rows(99, 5, 256)); // Lost with the process.
      }
      try (Trainer second = Fixtures.trainer("tiny", options().build())) {
        assertThat(states.restore(second)).hasValue(interruption);
        assertThat(second.step()).isEqualTo(interruption);
        train(second, STEPS, parts);

        assertThat(parts).as("interrupted after step %d", interruption).isEqualTo(whole);
        for (TensorGroup group : trainer.module().groups()) {
          assertThat(Fixtures.all(second, group))
              .usingRecursiveComparison()
              .isEqualTo(Fixtures.all(trainer, group));
        }
      }
    }
  }

  private static void train(Trainer trainer, int last, List<StepResult> results) {
    TrainingSteps steps = new TrainingSteps(Fixtures.rows(3, 20, 256), 8, 150);
    while (trainer.step() < last) {
      results.add(trainer.train(steps.at(trainer.step() + 1)));
    }
  }

  @Test
  void theLastTwoStatesAreKept() throws IOException {
    try (Trainer trainer = Fixtures.trainer("noqkln", options().build())) {
      TrainingStates states = new TrainingStates(temp);
      assertThat(states.restore(trainer)).isEmpty();
      for (int i = 0; i < 3; i++) {
        trainer.train(Fixtures.rows(i, 3, 256));
        states.save(trainer);
        states.save(trainer);
      }
    }
    assertThat(names()).containsExactly("step-000000002", "step-000000003");
  }

  @Test
  void aDamagedStateGivesWayToTheOneBefore() throws IOException {
    saveTwo();
    Path tensors = temp.resolve("step-000000002/tensors.safetensors");
    byte[] bytes = Files.readAllBytes(tensors);
    bytes[bytes.length - 100] ^= 1;
    Files.write(tensors, bytes);
    assertThat(restored()).hasValue(1);

    Files.write(tensors, new byte[100], StandardOpenOption.TRUNCATE_EXISTING);
    assertThat(restored()).hasValue(1);

    Files.writeString(temp.resolve("step-000000002/state.json"), "{\"format\": 1, \"st");
    assertThat(restored()).hasValue(1);

    Files.delete(temp.resolve("step-000000001/state.json"));
    assertThatThrownBy(this::restored)
        .isInstanceOf(TrainingStateException.class)
        .hasMessageStartingWith("None of the states in");
  }

  @Test
  void aDamagedStateIsNoneOfTheLastTwo() throws IOException {
    try (Trainer trainer = Fixtures.trainer("noqkln", options().build())) {
      train(trainer, 1, new ArrayList<>());
      new TrainingStates(temp).save(trainer);
      train(trainer, 5, new ArrayList<>());
      new TrainingStates(temp).save(trainer);
    }
    Files.writeString(temp.resolve("step-000000005/state.json"), "{");
    try (Trainer trainer = Fixtures.trainer("noqkln", options().build())) {
      TrainingStates states = new TrainingStates(temp);
      assertThat(states.restore(trainer)).hasValue(1);
      train(trainer, 2, new ArrayList<>());
      states.save(trainer);
      assertThat(names()).containsExactly("step-000000001", "step-000000002");
      train(trainer, 3, new ArrayList<>());
      states.save(trainer);
    }
    assertThat(names()).containsExactly("step-000000002", "step-000000003");
  }

  @Test
  void aSaveThatFailsLeavesTheOnesBefore() throws IOException {
    saveTwo();
    StateDirectory directory = new StateDirectory(temp);
    assertThatThrownBy(
            () ->
                directory.add(
                    3,
                    aside -> {
                      Files.writeString(aside.resolve("tensors.safetensors"), "half");
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(IOException.class);
    assertThat(names()).containsExactly("step-000000001", "step-000000002");
    assertThat(restored()).hasValue(2);
  }

  @Test
  void whatAKilledProcessLeftIsNoStateAndGoes() throws IOException {
    saveTwo();
    Files.createDirectory(temp.resolve("step-000000003.incomplete"));
    Files.writeString(temp.resolve("step-000000003.incomplete/tensors.safetensors"), "half");
    assertThat(restored()).hasValue(2);
    saveTwo();
    assertThat(names()).containsExactly("step-000000001", "step-000000002");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    try (Trainer trainer = Fixtures.trainer("noqkln", options().build())) {
      assertThatThrownBy(() -> new TrainingStates(file).save(trainer))
          .isInstanceOf(TrainingStateException.class)
          .hasMessageStartingWith("The state of step 0 cannot be saved (" + file);
    }
  }

  @Test
  void anotherRunsStateIsRefused() throws IOException {
    saveTwo();
    assertRefused(
        "noqkln", "data", options().learningRate(2e-3), "has learningRate 0.001, and not 0.002");
    assertRefused(
        "noqkln", "data", options().averageDecay(0), "has averageDecay 0.95, and not 0.0");
    assertRefused("noqkln", "other", options(), "reads other data");
    assertRefused("clip", "data", options(), "began with another model");
  }

  private void assertRefused(
      String model, String data, TrainingOptionsBuilder options, String reason) throws IOException {
    try (Checkpoint checkpoint = Fixtures.golden(model);
        Trainer trainer = Trainer.open(checkpoint, data, options.build(), Fixtures.ONE_THREAD)) {
      assertThatThrownBy(() -> new TrainingStates(temp).restore(trainer))
          .isInstanceOf(TrainingStateException.class)
          .hasMessage(
              "The run in %s cannot be resumed, since it %s; make it the same, or give another"
                      .formatted(temp, reason)
                  + " directory.");
      assertThat(trainer.step()).isZero();
    }
  }

  private void saveTwo() throws IOException {
    try (Trainer trainer = Fixtures.trainer("noqkln", options().build())) {
      for (int step = 1; step <= 2; step++) {
        trainer.train(Fixtures.rows(step, 3, 256));
        new TrainingStates(temp).save(trainer);
      }
    }
  }

  private OptionalInt restored() throws IOException {
    try (Trainer trainer = Fixtures.trainer("noqkln", options().build())) {
      return new TrainingStates(temp).restore(trainer);
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> children = Files.list(temp)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }
}
