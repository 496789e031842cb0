package io.mosaicgpt.jobs.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.probe.Processor;
import io.mosaicgpt.model.replica.Replicas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchITCase {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private String workload() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      lines.add(
          "{\"id\":%d,\"prompt\":\"Number %d\",\"n_predict\":%d,\"ignore_eos\":true}"
              .formatted(i, i, 4 + i % 3));
    }
    return Files.write(directory.resolve("w.jsonl"), lines).toString();
  }

  @Test
  void theEngineIsMeasuredAndItsOutputsAreSaved() throws IOException {
    Path outputs = directory.resolve("out.jsonl");

    CommandLineRun run =
        CommandLineRun.of(
            "bench",
            "engine",
            "--workload",
            workload(),
            "--max-num-seqs",
            "4",
            "--json",
            "--save-outputs",
            outputs.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode report = JSON.readTree(run.out());
    assertThat(report.path("requests").asInt()).isEqualTo(12);
    assertThat(report.path("generated_tokens").asInt()).isEqualTo(60);
    assertThat(
            report.path("prompt_tokens_computed").asInt()
                + report.path("prompt_tokens_reused").asInt())
        .isEqualTo(report.path("prompt_tokens").asInt());
    assertThat(report.path("generated_tokens_per_second").asDouble()).isPositive();
    assertThat(report.path("prefill_tokens_per_second").asDouble()).isPositive();
    assertThat(report.path("latency_p95_ms").asDouble())
        .isGreaterThanOrEqualTo(report.path("latency_p50_ms").asDouble());
    assertThat(report.path("memory_read_gb_per_second").asDouble()).isPositive();
    assertThat(report.path("matrix_gflops_512_rows").asDouble()).isPositive();
    assertThat(report.path("decode_memory_share").asDouble()).isPositive();
    assertThat(report.path("dtype").asText()).isEqualTo("float32");
    assertThat(report.path("processor").asText()).isEqualTo(Processor.ofThisMachine().toString());
    assertThat(report.path("linear_kernel").asText())
        .isEqualTo(Replicas.linears(ReplicaDevice.CPU, ElementType.FLOAT32).toString());
    assertThat(report.path("steps").asInt()).isGreaterThanOrEqualTo(60 / 4);
    double parts = 0;
    for (String part : List.of("linears", "attention", "head", "norms", "sampling", "host")) {
      assertThat(report.path("step_" + part + "_ms").asDouble()).as(part).isPositive();
      parts += report.path("step_" + part + "_ms").asDouble();
    }
    assertThat(parts).isCloseTo(report.path("step_ms").asDouble(), within(0.01));
    assertThat(Files.readAllLines(outputs))
        .hasSize(12)
        .allMatch(line -> line.matches("\\{\"id\":\\d+,\"token_ids\":\\[\\d+(,\\d+){3,5}]}"));
  }

  @Test
  void aResultIsComparedWithAnEarlierOne() throws IOException {
    Path earlier = directory.resolve("earlier.json");
    String[] command = {"bench", "engine", "--workload", workload(), "--max-num-seqs", "4"};
    Files.writeString(earlier, CommandLineRun.of(with(command, "--json")).out());

    CommandLineRun text =
        CommandLineRun.of(with(command, "--compare", earlier.toString(), "--repeat", "2"));
    Files.writeString(earlier, "{\"requests\": 12}");
    CommandLineRun broken = CommandLineRun.of(with(command, "--compare", earlier.toString()));

    assertThat(text.exitCode()).as(text.err()).isZero();
    assertThat(text.out())
        .containsPattern("generated_tokens_per_second +[0-9.]+\n")
        .containsPattern("median of [0-9.]+, [0-9.]+\n")
        .containsPattern("processor +\\S.*\nlinear kernel +\\S.*\n")
        .contains("of memory bandwidth", "prefill of matrix rate", "a step", "norms, sums")
        .doesNotContain("careful");
    assertThat(broken.exitCode()).isEqualTo(2);
    assertThat(broken.err()).contains("earlier.json").hasLineCount(1);
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void thePipelineIsMeasuredBesideTheEngine() throws IOException {
    CommandLineRun run =
        CommandLineRun.of("bench", "pipeline", "--workload", workload(), "--repeat", "2", "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode comparison = JSON.readTree(run.out());
    for (String side : List.of("engine", "pipeline")) {
      JsonNode report = comparison.path(side);
      assertThat(report.path("requests").asInt()).isEqualTo(12);
      assertThat(report.path("generated_tokens").asInt()).isEqualTo(60);
      assertThat(report.path("generated_tokens_per_second").asDouble()).isPositive();
      assertThat(report.path("runs_generated_tokens_per_second")).hasSize(2);
    }
    JsonNode pipeline = comparison.path("pipeline");
    assertThat(pipeline.path("prompt_tokens"))
        .isEqualTo(comparison.path("engine").path("prompt_tokens"));
    assertThat(pipeline.path("added_latency_p50_ms").isNumber()).isTrue();
    assertThat(pipeline.path("visibility_delay_p95_ms").asDouble()).isPositive();
    assertThat(comparison.path("ratio").asDouble()).isPositive();
    assertThat(comparison.path("ratios")).hasSize(2);
    assertThat(comparison.path("delivery").asText()).isEqualTo("exactly-once");
  }

  @Test
  void labellingAFileIsMeasuredBesideTheEngineAndLabelByLabel() throws IOException {
    Path rows = directory.resolve("rows.csv");
    Files.writeString(rows, "text\nMy card is gone\nWhere is my new card?\nI was charged\nHelp\n");
    String[] command = {
      "bench",
      "label",
      "--input",
      rows.toString(),
      "--limit",
      "3",
      "--instruction",
      "Why?",
      "--choices",
      "card lost,card arrival"
    };

    CommandLineRun run =
        CommandLineRun.of(with(command, "--by-label", "2", "--repeat", "2", "--json"));
    CommandLineRun text = CommandLineRun.of(with(command, "--by-label", "0"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode rates = JSON.readTree(run.out());
    assertThat(rates.path("rows").asInt()).isEqualTo(3);
    assertThat(rates.path("labels").asInt()).isEqualTo(2);
    for (String way : List.of("engine", "file", "request_per_label", "text_per_label")) {
      assertThat(rates.path(way + "_rows_per_second").asDouble()).as(way).isPositive();
    }
    assertThat(rates.path("file_ratio").asDouble()).isBetween(0.0, 1.0);
    assertThat(rates.path("runs_file_rows_per_second")).hasSize(2);
    assertThat(text.exitCode()).as(text.err()).isZero();
    assertThat(text.out())
        .containsPattern("bare engine +[0-9.]+ rows/s\nfrom file to file +[0-9.]+ rows/s ")
        .doesNotContain("per label");
  }

  @Test
  void theComparisonWithThePipelineIsATableForPeople() throws IOException {
    CommandLineRun run =
        CommandLineRun.of(
            "bench", "pipeline", "--workload", workload(), "--delivery", "at-least-once");
    CommandLineRun never =
        CommandLineRun.of("bench", "pipeline", "--workload", workload(), "--repeat", "0");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("at-least-once, a checkpoint every 1000 ms")
        .containsPattern("\ngenerated tokens +60 +60\n")
        .containsPattern("\nratio +[0-9.]+\n");
    assertThat(never.exitCode()).isEqualTo(2);
    assertThat(never.err()).contains("--repeat").hasLineCount(1);
  }

  @Test
  void everyTypeIsComparedWithFloat32() throws IOException {
    CommandLineRun run =
        CommandLineRun.of(
            "bench", "fidelity", "--workload", workload(), "--max-tokens", "6", "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode report = JSON.readTree(run.out());
    assertThat(report.path("sequences").asInt()).isEqualTo(12);
    assertThat(report.path("positions").asInt()).isEqualTo(72);
    JsonNode types = report.path("dtypes");
    assertThat(types.findValuesAsText("dtype")).containsExactly("float32", "bfloat16", "int8");
    assertThat(types.get(0).path("logit_diff_max").asDouble()).isZero();
    assertThat(types.get(0).path("agreement").asDouble()).isEqualTo(100);
    for (int i = 1; i <= 2; i++) {
      assertThat(types.get(i).path("logit_diff_rms").asDouble()).isBetween(1e-5, 0.1);
      assertThat(types.get(i).path("kl_mean").asDouble()).isBetween(1e-9, 0.05);
    }
  }

  @Test
  void aComparisonIsATableForPeople() {
    CommandLineRun run =
        CommandLineRun.of(
            "bench", "fidelity", "--text", "Hello", "--max-tokens", "2", "--dtype", "int8");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("1 sequences, ")
        .contains("2 positions compared")
        .containsPattern("\\nint8 +\\d");
  }
}
