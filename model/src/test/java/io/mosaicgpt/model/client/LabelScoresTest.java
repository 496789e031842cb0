package io.mosaicgpt.model.client;

import static io.mosaicgpt.model.generation.LabelOptions.Scoring.MEAN;
import static io.mosaicgpt.model.generation.LabelOptions.Scoring.SUM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.model.generation.Labelling;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelScoresTest {
  @Test
  void areTheSoftmaxOfTheLogProbabilities() {
    LabelScores scores =
        new LabelScores(
            List.of("a", "b"), new double[] {Math.log(0.02), Math.log(0.06)}, Calibration.NONE);

    assertThat(scores.probabilities().get("a")).isCloseTo(0.25, within(1e-12));
    assertThat(scores.probabilities().get("b")).isCloseTo(0.75, within(1e-12));
    assertThat(scores.best()).isEqualTo("b");
    assertThat(scores.ranked().keySet()).containsExactly("b", "a");
  }

  @Test
  void holdUpWhenEveryLabelIsVeryUnlikely() {
    LabelScores scores =
        new LabelScores(List.of("a", "b"), new double[] {-2000, -2000}, Calibration.NONE);

    assertThat(scores.probabilities()).containsEntry("a", 0.5).containsEntry("b", 0.5);
    assertThat(scores.best()).isEqualTo("a");
  }

  @Test
  void aTemperatureChangesProbabilitiesAndNeitherTheBestNorTheOrder() {
    List<String> labels = List.of("a", "b", "c");
    double[] logprobs = {Math.log(0.01), Math.log(0.16), Math.log(0.04)};
    for (double temperature : new double[] {1e-300, 0.5, 2, 1e300}) {
      LabelScores scores =
          new LabelScores(labels, logprobs, new Calibration(temperature, Optional.empty()));
      assertThat(scores.best()).isEqualTo("b");
      assertThat(scores.ranked().keySet()).containsExactly("b", "c", "a");
      assertThat(scores.probabilities().keySet()).containsExactly("a", "b", "c");
    }

    LabelScores half = new LabelScores(labels, logprobs, new Calibration(0.5, Optional.empty()));
    assertThat(half.probabilities().get("b")).isCloseTo(256 / 273.0, within(1e-12));
    LabelScores twice = new LabelScores(labels, logprobs, new Calibration(2, Optional.empty()));
    assertThat(twice.probabilities().get("b")).isCloseTo(4 / 7.0, within(1e-12));
    assertThat(twice.probabilities().get("a")).isCloseTo(1 / 7.0, within(1e-12));
  }

  @Test
  void aMeanDividesByTheTokensOfEachLabel() {
    LabelScores scores =
        scores(options(MEAN, null, null, false), new int[] {1, 4}, new double[] {-2, -4});

    assertThat(scores.best()).isEqualTo("label 1");
    double odds = Math.exp(-1 - -2);
    assertThat(scores.probabilities().get("label 1")).isCloseTo(odds / (1 + odds), within(1e-12));
    assertThat(scores.confidence()).hasValueCloseTo(odds / (1 + odds), within(1e-12));
  }

  @Test
  void theTemperatureIsForPlainSumsAlone() {
    double[] logprobs = {Math.log(0.2), Math.log(0.8)};
    Calibration two = new Calibration(2, Optional.empty());

    LabelScores sum = scores(LabelOptions.DEFAULTS, new int[] {1, 1}, logprobs, new double[0], two);
    LabelScores mean =
        scores(options(MEAN, null, null, false), new int[] {1, 1}, logprobs, new double[0], two);

    assertThat(sum.probabilities().get("label 1")).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(mean.probabilities().get("label 1")).isCloseTo(0.8, within(1e-12));
  }

  @Test
  void belowTheThresholdTheLabelIsTheFallbackAndScoresStay() {
    double[] logprobs = {Math.log(0.4), Math.log(0.6)};
    int[] lengths = {1, 1};

    LabelScores enough = scores(options(SUM, 0.6, "other", false), lengths, logprobs);
    assertThat(enough.label()).hasValue("label 1");
    assertThat(enough.labels()).containsExactly("label 1");
    assertThat(enough.confidence()).hasValueCloseTo(0.6, within(1e-12));

    LabelScores other = scores(options(SUM, 0.61, "other", false), lengths, logprobs);
    assertThat(other.label()).hasValue("other");
    assertThat(other.text()).hasValue("other");
    assertThat(other.labels()).isEmpty();
    assertThat(other.confidence()).isEmpty();
    assertThat(other.best()).isEqualTo("label 1");
    assertThat(other.probabilities().get("label 1")).isCloseTo(0.6, within(1e-12));

    LabelScores none = scores(options(SUM, 0.61, null, false), lengths, logprobs);
    assertThat(none.label()).isEmpty();
    assertThat(none.text()).isEmpty();

    LabelScores again = scores(options(SUM, 0.61, "label 0", false), lengths, logprobs);
    assertThat(again.label()).hasValue("label 0");
    assertThat(again.confidence()).hasValueCloseTo(0.4, within(1e-12));
  }

  @Test
  void aContentFreeContextDividesProbabilities() {
    double[] logprobs = {Math.log(0.06), Math.log(0.03)};
    double[] without = {Math.log(0.2), Math.log(0.02)};
    LabelOptions contextual =
        new LabelOptions(SUM, null, null, false, LabelOptions.Calibration.CONTEXTUAL);

    LabelScores scores =
        scores(
            contextual, new int[] {1, 1}, logprobs, without, new Calibration(9, Optional.empty()));

    // 0.06 / 0.2 = 0.3 and 0.03 / 0.02 = 1.5
    assertThat(scores.best()).isEqualTo("label 1");
    assertThat(scores.probabilities().get("label 0")).isCloseTo(0.3 / 1.8, within(1e-12));
    assertThat(scores.probabilities().get("label 1")).isCloseTo(1.5 / 1.8, within(1e-12));
  }

  @Test
  void severalLabelsAreEachYesOrNoByThemselves() {
    double[] pairs = {
      Math.log(0.03), Math.log(0.01), Math.log(1e-9), Math.log(3e-9), Math.log(0.2), Math.log(0.1)
    };

    LabelScores scores = several(options(SUM, null, "other", true), pairs, new double[0]);
    assertThat(scores.probabilities().get("label 0")).isCloseTo(0.75, within(1e-12));
    assertThat(scores.probabilities().get("label 1")).isCloseTo(0.25, within(1e-12));
    assertThat(scores.probabilities().get("label 2")).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(scores.labels()).containsExactly("label 0", "label 2");
    assertThat(scores.label()).hasValue("label 0");
    assertThat(scores.text()).hasValue("label 0, label 2");
    assertThat(scores.ranked().keySet()).containsExactly("label 0", "label 2", "label 1");

    LabelScores strict = several(options(SUM, 0.8, "other", true), pairs, new double[0]);
    assertThat(strict.labels()).isEmpty();
    assertThat(strict.label()).hasValue("other");

    double[] without = {0, 0, Math.log(0.1), Math.log(0.9), 0, 0};
    LabelScores held =
        several(
            new LabelOptions(SUM, null, null, true, LabelOptions.Calibration.CONTEXTUAL),
            pairs,
            without);
    // Odds of 1/3, over odds of 1/9.
    assertThat(held.probabilities().get("label 1")).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void scoresThatAreNotAllThereAreIncomplete() {
    assertThat(scores(LabelOptions.DEFAULTS, new int[] {1, 1}, new double[] {-1, Double.NaN}))
        .returns(false, LabelScores::areComplete);
    LabelOptions contextual =
        new LabelOptions(SUM, null, null, false, LabelOptions.Calibration.CONTEXTUAL);
    assertThat(
            scores(
                contextual,
                new int[] {1, 1},
                new double[] {-1, -2},
                new double[] {-1, Double.NaN},
                Calibration.NONE))
        .returns(false, LabelScores::areComplete);
  }

  private static LabelOptions options(
      LabelOptions.Scoring scoring, Double threshold, String fallback, boolean multi) {
    return new LabelOptions(scoring, threshold, fallback, multi, LabelOptions.Calibration.NONE);
  }

  private static LabelScores several(LabelOptions options, double[] pairs, double[] without) {
    List<Choice> choices =
        IntStream.range(0, pairs.length)
            .mapToObj(i -> new Choice("label " + i / 2, new int[1]))
            .toList();
    return scores(options, choices, pairs, without, new Calibration(3, Optional.empty()));
  }

  private static LabelScores scores(LabelOptions options, int[] lengths, double[] logprobs) {
    return scores(options, lengths, logprobs, new double[0], Calibration.NONE);
  }

  private static LabelScores scores(
      LabelOptions options,
      int[] lengths,
      double[] logprobs,
      double[] without,
      Calibration calibration) {
    List<Choice> choices =
        IntStream.range(0, lengths.length)
            .mapToObj(i -> new Choice("label " + i, new int[lengths[i]]))
            .toList();
    return scores(options, choices, logprobs, without, calibration);
  }

  private static LabelScores scores(
      LabelOptions options,
      List<Choice> choices,
      double[] logprobs,
      double[] without,
      Calibration calibration) {
    GenerationRequest request =
        new GenerationRequest(
                0,
                "r",
                new int[] {1},
                new int[0],
                SamplingParams.defaults(),
                choices,
                false,
                0,
                GenerationRequest.NO_DEADLINE)
            .withLabelling(
                new Labelling(
                    options,
                    new int[without.length > 0 ? 1 : 0],
                    without.length > 0 ? choices : List.of()));
    GenerationEvent.Finished end =
        new GenerationEvent.Finished(0, EndReason.STOP, "", logprobs, without, new double[0], null);
    return LabelScores.of(request, end, calibration);
  }
}
