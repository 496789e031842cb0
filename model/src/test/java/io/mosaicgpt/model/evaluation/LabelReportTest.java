package io.mosaicgpt.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LabelReportTest {
  private static final Offset<Double> CLOSE = within(1e-12);

  /** Answered with a, b, b and c; nobody has or gets d. */
  private static final ScoredExamples SCORED =
      new ScoredExamples(
          List.of("a", "b", "c", "d"),
          new int[] {0, 0, 1, 1},
          List.of(
              logs(0.70, 0.15, 0.10, 0.05),
              logs(0.20, 0.50, 0.25, 0.05),
              logs(0.05, 0.80, 0.10, 0.05),
              logs(0.27, 0.27, 0.41, 0.05)));

  private static double[] logs(double... probabilities) {
    return Arrays.stream(probabilities).map(Math::log).toArray();
  }

  @Test
  void theFiguresAreThoseComputedByHand() {
    LabelReport report = LabelReport.of(SCORED, 1);

    assertThat(report.examples()).isEqualTo(4);
    assertThat(report.labels()).isEqualTo(4);
    assertThat(report.accuracy()).isEqualTo(new Proportion(0.5, 0.25));
    // The own labels are first, third, first and, of two equal ones the second, third.
    assertThat(report.top3Accuracy()).isEqualTo(new Proportion(1, 0));
    assertThat(Proportion.accuracy(SCORED, 2).value()).isEqualTo(0.5);
    // F1: 2 * 1 / (2 + 1) of a, 2 * 1 / (2 + 2) of b, 0 of c; d is left out.
    assertThat(report.macroF1()).isCloseTo((2 / 3.0 + 1 / 2.0) / 3, CLOSE);
    assertThat(report.byLabel())
        .containsExactly(
            new LabelFigures("a", 2, 1, 1),
            new LabelFigures("b", 2, 2, 1),
            new LabelFigures("c", 0, 1, 0),
            new LabelFigures("d", 0, 0, 0));
    assertThat(report.negativeLogLikelihood())
        .isCloseTo(-Math.log(0.7 * 0.2 * 0.8 * 0.27) / 4, CLOSE);
    assertThat(report.confusions())
        .containsExactly(new Confusion("a", "b", 1), new Confusion("b", "c", 1));
    // Each in a bin of its own: 0.3, 0.5, 0.2 and 0.41 off.
    assertThat(report.reliability().expectedCalibrationError()).isCloseTo(1.41 / 4, CLOSE);
  }

  @Test
  void aTemperatureChangesProbabilitiesAlone() {
    LabelReport report = LabelReport.of(SCORED, 0.5);

    assertThat(report.accuracy()).isEqualTo(new Proportion(0.5, 0.25));
    assertThat(report.temperature()).isEqualTo(0.5);
    // Squares: 0.49 of 0.525, 0.04 of 0.355, 0.64 of 0.655, 0.0729 of 0.3164.
    double likelihood = 0.49 / 0.525 * 0.04 / 0.355 * 0.64 / 0.655 * 0.0729 / 0.3164;
    assertThat(report.negativeLogLikelihood()).isCloseTo(-Math.log(likelihood) / 4, CLOSE);
  }

  @Test
  void likelihoodsThatNoDoubleHoldsStillCount() {
    ScoredExamples hopeless =
        new ScoredExamples(List.of("a", "b"), new int[] {1}, List.of(new double[] {-10, -2010}));

    assertThat(LabelReport.of(hopeless, 1).negativeLogLikelihood()).isEqualTo(2000);
  }

  @Test
  void binsHoldTheirUpperBoundAndTheMeansOfTheirExamples() {
    ScoredExamples scored =
        new ScoredExamples(
            List.of("a", "b"),
            new int[] {0, 1, 0, 1},
            List.of(logs(0.75, 0.25), logs(0.77, 0.23), new double[] {0, -1e9}, logs(0.5, 0.5)));

    Reliability reliability = Reliability.of(scored, 1);

    assertThat(reliability.bins()).hasSize(3);
    assertThat(reliability.bins().get(0))
        .isEqualTo(new Reliability.Bin(7 / 15.0, 8 / 15.0, 1, 0.5, 0));
    Reliability.Bin two = reliability.bins().get(1);
    assertThat(two.from()).isEqualTo(11 / 15.0);
    assertThat(two.to()).isEqualTo(12 / 15.0);
    assertThat(two.examples()).isEqualTo(2);
    assertThat(two.probability()).isCloseTo(0.76, CLOSE);
    assertThat(two.accuracy()).isEqualTo(0.5);
    assertThat(reliability.bins().get(2)).isEqualTo(new Reliability.Bin(14 / 15.0, 1, 1, 1, 1));
    assertThat(reliability.expectedCalibrationError()).isCloseTo((0.5 + 2 * 0.26 + 0) / 4, CLOSE);
  }

  @Test
  void theWorstConfusionsComeFirst() {
    double[] a = logs(0.8, 0.1, 0.1);
    double[] b = logs(0.1, 0.8, 0.1);
    double[] c = logs(0.1, 0.1, 0.8);
    ScoredExamples scored =
        new ScoredExamples(
            List.of("a", "b", "c"), new int[] {2, 1, 0, 0, 2, 1}, List.of(b, a, c, b, b, b));

    assertThat(Confusion.worst(scored, 9))
        .containsExactly(
            new Confusion("c", "b", 2),
            new Confusion("a", "b", 1),
            new Confusion("a", "c", 1),
            new Confusion("b", "a", 1));
    assertThat(Confusion.worst(scored, 1)).containsExactly(new Confusion("c", "b", 2));
  }

  @Test
  void asJsonItsKeysAreInSnakeCase() {
    JsonNode json = new ObjectMapper().valueToTree(LabelReport.of(SCORED, 1));

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "examples",
            "labels",
            "accuracy",
            "top3_accuracy",
            "macro_f1",
            "temperature",
            "negative_log_likelihood",
            "expected_calibration_error",
            "bins",
            "confusions",
            "by_label");
    assertThat(json.at("/accuracy/standard_error").doubleValue()).isEqualTo(0.25);
    assertThat(json.at("/bins/0").fieldNames())
        .toIterable()
        .containsExactly("from", "to", "examples", "probability", "accuracy");
    assertThat(json.at("/confusions/0/predicted").textValue()).isEqualTo("b");
    assertThat(json.at("/by_label/1/predicted").intValue()).isEqualTo(2);
  }

  @Test
  void scoresThatCannotBeAreRefused() {
    List<String> labels = List.of("a", "b");
    for (double[] scores :
        new double[][] {
          {-1}, {Double.NaN, -1}, {-1, Double.NaN}, {Double.NEGATIVE_INFINITY, -1}, {-1, 1.0 / 0}
        }) {
      assertThatThrownBy(() -> new ScoredExamples(labels, new int[] {0}, List.of(scores)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new ScoredExamples(labels, new int[0], List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
