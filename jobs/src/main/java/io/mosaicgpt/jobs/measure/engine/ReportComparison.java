package io.mosaicgpt.jobs.measure.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.jobs.measure.workload.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A report beside an earlier one.
 *
 * @param ratios for each rate and latency that both have, this over the earlier: of a rate, more
 *     than 1 is better; of a latency, less
 * @param differences sentences on what was not the same, so that the ratios may not mean much
 */
@JsonPropertyOrder({"ratios", "differences"})
public record ReportComparison(
    @JsonProperty("ratios") Map<String, Double> ratios,
    @JsonProperty("differences") List<String> differences) {
  static final String MAIN_RATE = "generated_tokens_per_second";

  private static final List<String> FIGURES =
      List.of(
          MAIN_RATE,
          "prefill_tokens_per_second",
          "decode_tokens_per_second",
          "latency_p50_ms",
          "latency_p95_ms",
          "time_to_first_token_p50_ms",
          "memory_read_gb_per_second",
          "decode_memory_share",
          "matrix_gflops_256_rows",
          "matrix_gflops_512_rows",
          "prefill_matrix_share",
          "step_ms",
          "step_linears_ms",
          "step_attention_ms",
          "step_head_ms",
          "step_norms_ms",
          "step_sampling_ms",
          "step_host_ms");

  private static final List<String> CONDITIONS =
      List.of(
          "model",
          "dtype",
          "device",
          "processor",
          "linear_kernel",
          "max_num_seqs",
          "requests",
          "prompt_tokens",
          "generated_tokens");

  public ReportComparison {
    ratios = new LinkedHashMap<>(ratios);
    differences = List.copyOf(differences);
  }

  /** Compares; what either report lacks is left out. */
  public static ReportComparison of(EngineReport report, JsonNode earlier) {
    JsonNode now = new ObjectMapper().valueToTree(report);
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (String figure : FIGURES) {
      double before = earlier.path(figure).asDouble();
      if (before > 0 && now.has(figure)) {
        ratios.put(figure, Figures.rounded(now.path(figure).asDouble() / before));
      }
    }
    List<String> differences = new ArrayList<>();
    for (String condition : CONDITIONS) {
      JsonNode before = earlier.path(condition);
      JsonNode after = now.path(condition);
      if (before.isValueNode() && !before.asText().equals(after.asText())) {
        differences.add(
            "%s is %s, but was %s".formatted(condition, after.asText(), before.asText()));
      }
    }
    return new ReportComparison(ratios, differences);
  }
}
