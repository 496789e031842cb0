package io.mosaicgpt.jobs.measure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.measure.workload.StepParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportComparisonTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private static EngineReport report() {
    return new EngineReport(
        2,
        6,
        8,
        1,
        30,
        100,
        400,
        500,
        50,
        "m",
        "int8",
        "cpu",
        "AVX2",
        "FBGEMM, int8 without VNNI",
        16,
        4,
        2,
        List.of(30.0),
        10,
        64,
        20,
        0.8,
        100,
        120,
        0.9,
        9,
        10,
        new StepParts(5, 2, 1, 0.5, 0.3, 1.2));
  }

  private JsonNode earlier(String json) throws Exception {
    return EarlierReport.read(Files.writeString(directory.resolve("earlier.json"), json));
  }

  @Test
  void everyFigureThatBothHaveIsDividedByTheEarlierOne() throws Exception {
    ReportComparison comparison =
        ReportComparison.of(
            report(),
            earlier("{\"generated_tokens_per_second\":20,\"latency_p50_ms\":800,\"new\":1}"));

    assertThat(comparison.ratios())
        .containsExactly(entry("generated_tokens_per_second", 1.5), entry("latency_p50_ms", 0.5));
    assertThat(comparison.differences()).isEmpty();
  }

  @Test
  void whatWasNotTheSameIsSaid() throws Exception {
    ReportComparison comparison =
        ReportComparison.of(
            report(),
            earlier(
                "{\"generated_tokens_per_second\":20,\"dtype\":\"bfloat16\",\"requests\":2,"
                    + "\"generated_tokens\":9}"));

    assertThat(comparison.differences())
        .containsExactly("dtype is int8, but was bfloat16", "generated_tokens is 8, but was 9");
  }

  @Test
  void anotherProcessorOrKernelIsSaidUnlessTheEarlierReportIsFromBeforeThoseKeys()
      throws Exception {
    String rate = "{\"generated_tokens_per_second\":20,\"device\":\"cpu\"";
    ReportComparison comparison =
        ReportComparison.of(
            report(),
            earlier(rate + ",\"processor\":\"AMX\"," + "\"linear_kernel\":\"oneDNN, int8\"}"));

    assertThat(comparison.differences())
        .containsExactly(
            "processor is AVX2, but was AMX",
            "linear_kernel is FBGEMM, int8 without VNNI," + " but was oneDNN, int8");
    assertThat(ReportComparison.of(report(), earlier(rate + "}")).differences()).isEmpty();
  }

  @Test
  void aReportComparesWithItselfAtOne() throws Exception {
    ReportComparison comparison =
        ReportComparison.of(report(), earlier(JSON.writeValueAsString(report())));

    assertThat(comparison.ratios()).hasSize(18).allSatisfy((k, v) -> assertThat(v).isEqualTo(1));
    assertThat(comparison.differences()).isEmpty();
  }

  @Test
  void aComparisonIsOneMoreKeyBehindThoseOfTheReport() {
    JsonNode plain = JSON.valueToTree(ComparedReport.of(report(), Optional.empty()));
    JsonNode compared =
        JSON.valueToTree(
            ComparedReport.of(report(), Optional.of(ReportComparison.of(report(), plain))));

    JsonNode report = JSON.valueToTree(report());
    assertThat(report).isEqualTo(plain);
    assertThat(compared.path("comparison").path("ratios").size()).isEqualTo(18);
    assertThat(compared.size()).isEqualTo(plain.size() + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "not json",
        "[]",
        "3",
        "{} {}",
        "{\"generated_tokens_per_second\":\"fast\"}",
        "{\"generated_tokens_per_second\":0}"
      })
  void aFileThatIsNoReportIsRefusedByName(String content) {
    assertThatThrownBy(() -> earlier(content))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("earlier.json")
        .hasMessageContaining("give --compare what 'bench engine --json' printed.")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aFileThatIsNoTextIsRefusedByName() throws Exception {
    Path file = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    assertThatThrownBy(() -> EarlierReport.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "The file %s is no UTF-8 text: check the path given with --compare.".formatted(file));
  }
}
