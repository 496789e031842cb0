package io.mosaicgpt.jobs.label.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mosaicgpt.model.checkpoint.Calibration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CalibrationOutcomeTest {
  /** Logarithms are kept as floats. */
  private static final Offset<Double> CLOSE = within(1e-6);

  private static LabelReport report(double earlier, long seed) {
    return new LabelReport(new RunFacts("rows", Map.of(), List.of("a", "b"), earlier, 0, 0, 0))
        .calibrating(seed);
  }

  private static LabelledRow row(int line, String truth) {
    return new LabelledRow(
        "rows.csv",
        line,
        Optional.of(truth),
        Optional.of("a"),
        0.9,
        Map.of("a", 0.9, "b", 0.1),
        "",
        Optional.empty(),
        Optional.empty());
  }

  /** A thousand rows that are a with 0.9, of which 700 are. */
  private static List<LabelledRow> rows() {
    List<LabelledRow> rows = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      rows.add(row(i, i % 10 < 7 ? "a" : "b"));
    }
    return rows;
  }

  @Test
  void theTemperatureIsThatOfTheOneHalfAndIsMeasuredOnTheOther() {
    LabelReport report = report(1, 7);
    rows().forEach(report::add);

    CalibrationOutcome outcome = report.findings().calibration();

    assertThat(outcome.fittedOn() + outcome.measuredOn()).isEqualTo(1_000);
    assertThat(outcome.fittedOn()).isBetween(430, 570);
    // The likelihood is greatest where the probability is the share: log 9 / T = log odds of it.
    double fitted = 1 / (1 + Math.exp(-Math.log(9) / outcome.temperature()));
    double measured = outcome.before().accuracy().value();
    assertThat(fitted * outcome.fittedOn() + measured * outcome.measuredOn())
        .isCloseTo(700, within(1e-3));
    assertThat(outcome.after().accuracy()).isEqualTo(outcome.before().accuracy());
    assertThat(outcome.before().reliability().expectedCalibrationError())
        .isCloseTo(0.9 - measured, CLOSE);
    assertThat(outcome.after().reliability().expectedCalibrationError())
        .isCloseTo(Math.abs(fitted - measured), CLOSE);
    assertThat(outcome.before().negativeLogLikelihood())
        .isCloseTo(-measured * Math.log(0.9) - (1 - measured) * Math.log(0.1), CLOSE);
    assertThat(outcome.after().negativeLogLikelihood())
        .isCloseTo(-measured * Math.log(fitted) - (1 - measured) * Math.log(1 - fitted), CLOSE);
  }

  @Test
  void anEarlierTemperatureIsMultiplied() {
    LabelReport first = report(1, 7);
    LabelReport second = report(1.5, 7);
    rows().forEach(first::add);
    rows().forEach(second::add);

    Calibration calibration = second.calibration().orElseThrow();
    assertThat(calibration.labelTemperature())
        .isEqualTo(1.5 * first.calibration().orElseThrow().labelTemperature());
    assertThat(calibration.fit().orElseThrow().labels()).isEqualTo(2);
    assertThat(second.summary()).anyMatch(line -> line.contains("1.500, which the scores already"));
  }

  @Test
  void theHalvesFollowFromSeedAndPlaceAndNotFromTheOrder() {
    List<LabelledRow> shuffled = rows();
    Collections.shuffle(shuffled, new Random(3));
    LabelReport ordered = report(1, 7);
    LabelReport other = report(1, 7);
    LabelReport seeded = report(1, 8);
    rows().forEach(ordered::add);
    shuffled.forEach(other::add);
    rows().forEach(seeded::add);

    assertThat(other.findings().calibration()).isEqualTo(ordered.findings().calibration());
    assertThat(seeded.findings().calibration()).isNotEqualTo(ordered.findings().calibration());
  }

  @Test
  void aTruthThatWasNotToChooseFromTakesNoPart() {
    LabelReport report = report(1, 7);
    rows().forEach(report::add);
    CalibrationOutcome before = report.findings().calibration();
    report.add(row(2_000, "c"));

    CalibrationOutcome after = report.findings().calibration();
    assertThat(after.outside()).isEqualTo(1);
    assertThat(after.temperature()).isEqualTo(before.temperature());
  }

  @Test
  void fewRowsOrNoWrongOnesFitNothing() {
    LabelReport few = report(1, 7);
    rows().subList(0, 60).forEach(few::add);
    assertThat(few.calibration()).isEmpty();
    assertThat(few.summary()).anyMatch(line -> line.startsWith("No temperature was fitted"));

    LabelReport right = report(1, 7);
    rows().stream().filter(row -> row.truth().orElseThrow().equals("a")).forEach(right::add);
    assertThat(right.calibration()).isEmpty();

    assertThat(report(1, 7).calibration()).isEmpty();
  }

  @Test
  void ofManyRowsEachHalfKeepsAPart() {
    LabelReport report = report(1, 7);
    for (int i = 0; i < 22_000; i++) {
      report.add(row(i, i % 10 < 7 ? "a" : "b"));
    }

    CalibrationOutcome outcome = report.findings().calibration();
    assertThat(outcome.fittedOn()).isEqualTo(10_000);
    assertThat(outcome.measuredOn()).isEqualTo(10_000);
    double fitted = 1 / (1 + Math.exp(-Math.log(9) / outcome.temperature()));
    // 0.7 with a standard error of 0.0046.
    assertThat(fitted).isBetween(0.68, 0.72);
  }
}
