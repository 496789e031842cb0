package io.mosaicgpt.jobs.label.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelReportTest {
  private static final Offset<Double> CLOSE = within(1e-12);
  private static final List<String> ABC = List.of("a", "b", "c");

  @TempDir Path directory;

  private static LabelReport report(List<String> labels) {
    return new LabelReport(
        new RunFacts("rows.csv", Map.of("model", "embedded"), labels, 1, 2, 300, 100));
  }

  private static LabelledRow row(int line, String truth, String label, double confidence) {
    return new LabelledRow(
        "rows.csv",
        line,
        Optional.ofNullable(truth),
        Optional.ofNullable(label),
        confidence,
        Map.of(),
        "text " + line,
        Optional.empty(),
        Optional.empty());
  }

  private static LabelledRow error(int line, String code) {
    return new LabelledRow(
        "rows.csv",
        line,
        Optional.of("a"),
        Optional.empty(),
        Double.NaN,
        Map.of(),
        "",
        Optional.of(code),
        Optional.of("The row is bad."));
  }

  /** Right with 0.9, 0.8 and 0.6, wrong with 0.7, 0.55 and 0.4. */
  private static LabelReport six() {
    LabelReport report = report(ABC);
    report.add(row(1, "a", "a", 0.9));
    report.add(row(2, "a", "a", 0.8));
    report.add(row(3, "a", "b", 0.7));
    report.add(row(4, "b", "b", 0.6));
    report.add(row(5, "b", "a", 0.55));
    report.add(row(6, "c", "b", 0.4));
    return report;
  }

  @Test
  void labelsAreHeldAgainstTheTruth() {
    Evaluation evaluation = six().findings().evaluation();

    assertThat(evaluation.rows()).isEqualTo(6);
    assertThat(evaluation.accuracy().value()).isEqualTo(0.5);
    assertThat(evaluation.macroF1()).isCloseTo((2 / 3.0 + 0.4 + 0) / 3, CLOSE);
    assertThat(evaluation.auroc()).isCloseTo(8 / 9.0, CLOSE);
    // Of 15 bins 0.6 and 0.55 share one.
    assertThat(evaluation.reliability().expectedCalibrationError())
        .isCloseTo((0.1 + 0.2 + 0.7 + 0.15 + 0.4) / 6, CLOSE);
    assertThat(evaluation.labels())
        .containsExactly(
            new Evaluation.ByLabel("a", 2 / 3.0, 2 / 3.0, 2 / 3.0, 3, 3, 2),
            new Evaluation.ByLabel("b", 1 / 3.0, 0.5, 0.4, 2, 3, 1),
            new Evaluation.ByLabel("c", 0, 0, 0, 1, 0, 0));
    assertThat(evaluation.coverage().get(49).accuracy()).isCloseTo(2 / 3.0, CLOSE);
    assertThat(evaluation.coverage().get(99).accuracy()).isEqualTo(0.5);
    Evaluation.Target eighty = evaluation.operatingPoints().get(0);
    assertThat(eighty.accuracy()).isEqualTo(0.8);
    assertThat(eighty.reached().coverage()).isCloseTo(1 / 3.0, CLOSE);
  }

  @Test
  void rowsWithErrorsAndRowsWithoutTruthAreOutsideTheMetrics() {
    LabelReport report = six();
    report.add(error(8, "too_long"));
    report.add(error(7, "not_csv"));
    report.add(error(9, "too_long"));
    report.add(row(10, null, "a", 0.3));

    Findings findings = report.findings();
    assertThat(findings.rows()).isEqualTo(10);
    assertThat(findings.answered()).isEqualTo(7);
    assertThat(findings.withoutTruth()).isEqualTo(1);
    assertThat(findings.errors()).isEqualTo(3);
    assertThat(findings.errorCodes())
        .extracting(Findings.ErrorCode::code, Findings.ErrorCode::rows)
        .containsExactly(tuple("too_long", 2L), tuple("not_csv", 1L));
    assertThat(findings.errorCodes().get(0).examples())
        .extracting(Findings.ErrorRow::line)
        .containsExactly(8L, 9L);
    assertThat(findings.evaluation().rows()).isEqualTo(6);
    assertThat(findings.leastConfident().get(0).line()).isEqualTo(10);
    assertThat(findings.throughput().rowsPerSecond()).isEqualTo(5);
    assertThat(findings.throughput().tokensPerSecond()).isEqualTo(200);
  }

  @Test
  void labelsThatTheRunNeverHadAreNamed() {
    LabelReport report = six();
    report.add(row(7, "d", "a", 0.5));
    report.add(row(8, "d", "b", 0.5));
    report.add(row(9, "A", "a", 0.5));

    assertThat(report.findings().evaluation().notToChoose())
        .containsExactly(new Counts.Count("d", 2), new Counts.Count("A", 1));
  }

  @Test
  void aFallbackIsALabelAndNoLabelIsWrong() {
    LabelReport report = report(List.of("a", "b"));
    Map<String, Double> unsure = Map.of("a", 0.55, "b", 0.45);
    report.add(
        new LabelledRow(
            "f",
            1,
            Optional.of("a"),
            Optional.of("other"),
            Double.NaN,
            unsure,
            "",
            Optional.empty(),
            Optional.empty()));
    report.add(
        new LabelledRow(
            "f",
            2,
            Optional.of("b"),
            Optional.empty(),
            Double.NaN,
            unsure,
            "",
            Optional.empty(),
            Optional.empty()));

    Findings findings = report.findings();
    assertThat(findings.withoutLabel()).isEqualTo(1);
    assertThat(findings.labels()).containsExactly(new Counts.Count("other", 1));
    Evaluation evaluation = findings.evaluation();
    assertThat(evaluation.accuracy().value()).isZero();
    assertThat(evaluation.withoutLabel()).isEqualTo(1);
    // The likeliest label, a, is right for the one and wrong for the other.
    assertThat(evaluation.confidences()).isEqualTo(2);
    assertThat(evaluation.reliability().bins())
        .singleElement()
        .satisfies(
            bin -> {
              assertThat(bin.probability()).isEqualTo(0.55);
              assertThat(bin.accuracy()).isEqualTo(0.5);
            });
    assertThat(evaluation.auroc()).isEqualTo(0.5);
  }

  @Test
  void confidencesThatAreNoNumberTakeNoPart() {
    LabelReport report = six();
    report.add(row(7, "a", "a", Double.NaN));
    report.add(row(8, "a", "a", Double.POSITIVE_INFINITY));

    Evaluation evaluation = report.findings().evaluation();
    assertThat(evaluation.rows()).isEqualTo(8);
    assertThat(evaluation.confidences()).isEqualTo(6);
    assertThat(evaluation.auroc()).isCloseTo(8 / 9.0, CLOSE);
  }

  @Test
  void noRowsAndOneLabelAreReportsToo() {
    assertThat(report(ABC).findings().evaluation()).isNull();

    LabelReport one = report(List.of("a"));
    one.add(row(1, "a", "a", 1));
    one.add(row(2, "a", "a", 1));
    Evaluation evaluation = one.findings().evaluation();
    assertThat(evaluation.accuracy().value()).isEqualTo(1);
    assertThat(evaluation.macroF1()).isEqualTo(1);
    assertThat(evaluation.auroc()).isNull();
    assertThat(evaluation.reliability().expectedCalibrationError()).isZero();
  }

  @Test
  void theRowsOfACellAreThoseThatSayMost() {
    LabelReport report = report(ABC);
    for (int i = 0; i < 100; i++) {
      report.add(row(i, "a", i % 2 == 0 ? "a" : "b", i / 100.0));
    }

    assertThat(report.rows("a", "b"))
        .hasSize(10)
        .extracting(KeptRow::line)
        .startsWith(99L, 97L, 95L);
    assertThat(report.rows("a", "a")).hasSize(10).extracting(KeptRow::line).startsWith(0L, 2L, 4L);
    assertThat(report.findings().leastConfident())
        .hasSize(50)
        .extracting(KeptRow::line)
        .startsWith(0L, 1L, 2L)
        .endsWith(49L);
  }

  @Test
  void manyCellsKeepFewRowsEach() {
    LabelReport report = report(List.of());
    for (int i = 0; i < 200_000; i++) {
      report.add(row(i, "t" + i % 200, "l" + i / 200 % 100, i / 200_000.0));
    }

    // 20,000 cells with ten rows each: one of each is left, the surest.
    assertThat(report.rows("t7", "l3")).extracting(KeptRow::line).containsExactly(180_607L);
    assertThat(report.findings().evaluation().confusions()).hasSize(20_000);
  }

  @Test
  void aWrongColumnAsTruthTakesBoundedMemoryAndIsCounted() {
    LabelReport report = report(ABC);
    for (int i = 0; i < 5_000; i++) {
      report.add(row(i, "customer " + i, "a", 0.5));
    }

    Evaluation evaluation = report.findings().evaluation();
    assertThat(evaluation.rows()).isEqualTo(5_000);
    assertThat(evaluation.beyond()).isEqualTo(4_001);
    assertThat(evaluation.labels()).hasSize(1_000);
  }

  @Test
  void asJsonItHasNoNumbersThatAreNone() throws IOException {
    LabelReport report = six();
    report.add(error(7, "too_long"));
    report.add(row(8, "a\uD800", "b", Double.NaN));
    Path file = directory.resolve("report.json");

    report.writeJson(file);

    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.at("/evaluation/macro_f1").isNumber()).isTrue();
    assertThat(json.at("/evaluation/expected_calibration_error").doubleValue())
        .isCloseTo(1.55 / 6, CLOSE);
    assertThat(json.at("/evaluation/not_to_choose/0/name").textValue()).isEqualTo("a\uFFFD");
    assertThat(json.at("/error_codes/0/examples/0/message").textValue())
        .isEqualTo("The row is bad.");
    assertThat(json.toString()).doesNotContain("NaN", "Infinity");
    assertThat(directory).isDirectoryContaining("glob:**report.json");
    assertThat(directory.toFile().list()).hasSize(1);
  }
}
