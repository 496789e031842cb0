package io.mosaicgpt.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.mosaicgpt.model.training.data.TrainingRecord;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingStepTest {
  private static final TrainingOptions OPTIONS = TrainingOptions.builder().build();

  @Test
  void everyTensorChangesInAStep() throws IOException {
    TrainingOptions options = TrainingOptions.builder().averageDecay(0.9).build();
    for (String name : List.of("biased", "learnedpos")) {
      try (Trainer trainer = Fixtures.trainer(name, options)) {
        for (TensorGroup group : trainer.module().groups()) {
          List<double[]> before = Fixtures.all(trainer, group);
          trainer.train(Fixtures.rows(1, 5, 256));
          List<double[]> after = Fixtures.all(trainer, group);
          for (int i = 0; i < before.size(); i++) {
            assertThat(Arrays.equals(after.get(i), before.get(i)))
                .as("%s of %s is as before", group, trainer.module().layout().get(i).name())
                .isFalse();
          }
        }
      }
    }
  }

  @Test
  void aTinyTextIsLearnedByHeart() throws IOException {
    TrainingOptions options =
        TrainingOptions.builder().learningRate(3e-3).steps(120).averageDecay(0.9).build();
    try (Trainer trainer = Fixtures.trainer("learnedpos", options)) {
      List<TrainingRecord> rows = Fixtures.rows(5, 4, 256);
      double first = trainer.train(rows).loss();
      for (int i = 1; i < 120; i++) {
        trainer.train(rows);
      }
      assertThat(first).isGreaterThan(5);
      assertThat(trainer.evaluate(rows, false)).isLessThan(0.1);
      assertThat(trainer.evaluate(rows, true)).isLessThan(0.2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "biased", "learnedpos"})
  void bfloat16LearnsAsFloat32Does(String name) throws IOException {
    TrainingOptionsBuilder options = TrainingOptions.builder().learningRate(3e-3).averageDecay(0.9);
    try (Trainer exact = Fixtures.trainer(name, options.build());
        Trainer rounded =
            Fixtures.trainer(
                name, options.precision(Precision.BFLOAT16).build(), Fixtures.RECOMPUTING)) {
      List<TrainingRecord> rows = Fixtures.rows(5, 4, 256);
      for (int i = 0; i < 20; i++) {
        double expected = exact.train(rows).loss();
        assertThat(rounded.train(rows).loss()).isCloseTo(expected, within(0.05));
      }
      assertThat(exact.evaluate(rows, false)).isLessThan(5);
    }
  }

  @Test
  void aStepTellsWhatItRead() throws IOException {
    try (Trainer trainer = Fixtures.trainer("tiny", OPTIONS)) {
      StepResult result =
          trainer.train(List.of(Fixtures.whole(1, 2, 3), Fixtures.answer(3, 4, 5, 6, 7, 8)));
      assertThat(result.step()).isEqualTo(1);
      assertThat(result.tokens()).isEqualTo(6);
      assertThat(result.scoredTokens()).isEqualTo(4);
    }
  }

  @Test
  void aLossThatIsNoNumberStopsBeforeTheWeightsChange() throws IOException {
    try (Trainer trainer = Fixtures.trainer("tiny", OPTIONS)) {
      trainer.train(Fixtures.rows(1, 3, 256));
      double[] norm = Fixtures.doubles(trainer.module(), TensorGroup.WEIGHTS, 1);
      double sound = norm[0];
      norm[0] = Double.NaN;
      Fixtures.put(trainer.module(), 1, norm);
      List<double[]> before = Fixtures.all(trainer, TensorGroup.WEIGHTS);

      assertThatThrownBy(() -> trainer.train(Fixtures.rows(2, 3, 256)))
          .asInstanceOf(type(NonFiniteLossException.class))
          .satisfies(e -> assertThat(e.step()).isEqualTo(2))
          .extracting(Exception::getMessage)
          .asString()
          .startsWith("The loss of step 2 is NaN");

      List<double[]> after = Fixtures.all(trainer, TensorGroup.WEIGHTS);
      for (int i = 0; i < before.size(); i++) {
        assertThat(after.get(i)).containsExactly(before.get(i));
      }
      assertThat(trainer.step()).isEqualTo(1);
      norm[0] = sound;
      Fixtures.put(trainer.module(), 1, norm);
      assertThat(trainer.train(Fixtures.rows(2, 3, 256)).step()).isEqualTo(2);
    }
  }

  @Test
  void rowsThatDoNotFitTheModelAreRefused() throws IOException {
    try (Trainer trainer = Fixtures.trainer("learnedpos", OPTIONS)) {
      assertThatThrownBy(() -> trainer.train(List.of(Fixtures.whole(1, 256))))
          .hasMessage("a record has the token 256, but the ids of learnedpos are below 256");
      assertThatThrownBy(() -> trainer.train(List.of(Fixtures.whole(new int[98]))))
          .hasMessage("a record reads 97 tokens, but learnedpos has learned positions for 96 only");
      assertThatThrownBy(() -> trainer.train(List.of())).hasMessage("there are no records");
      assertThatThrownBy(() -> trainer.evaluate(List.of(Fixtures.whole(1, 2)), true))
          .hasMessage("there is no average: averageDecay is 0");
    }
  }
}
