package io.mosaicgpt.jobs.cluster;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;

/** Metrics of a running job, as its cluster's REST interface has them: some seconds old. */
public final class JobMetrics {
  /** The operator that answers. */
  public static final String GENERATE = "generate";

  /** How the subtasks' values make one. */
  public enum Over {
    /** Each has its own. */
    SUM,
    /** All say the same of what they share. */
    MAX;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final FlinkRest rest;
  private final JobID job;
  private final String operator;

  /** By metric name, whichever task the operator is in. */
  private final Map<String, String> pages = new LinkedHashMap<>();

  /**
   * @param address {@code host:port} of the cluster
   * @param operator whose metrics they are
   */
  public JobMetrics(String address, JobID job, String operator) {
    this.rest = new FlinkRest(address);
    this.job = requireNonNull(job, "job is null");
    this.operator = requireNonNull(operator, "operator is null");
  }

  /**
   * Metrics of the operator as they were at one time, in the order of their names; none while the
   * cluster does not know all of them.
   *
   * @param metrics names below the group {@link OperatorMetrics#GROUP}
   */
  public List<Double> get(List<String> metrics, Over over) throws InterruptedException {
    String names = metrics.stream().map(this::id).collect(Collectors.joining(","));
    try {
      if (pages.isEmpty()) {
        find();
      }
      for (String page : pages.values()) {
        Optional<JsonNode> found = rest.get("%s?get=%s&agg=%s".formatted(page, names, over.word()));
        Map<String, Double> values = new HashMap<>();
        for (JsonNode value : found.map(node -> (Iterable<JsonNode>) node).orElse(List.of())) {
          if (value.has(over.word())) {
            values.put(value.path("id").asText(), value.get(over.word()).asDouble());
          }
        }
        if (values.size() == metrics.size()) {
          return metrics.stream().map(metric -> values.get(id(metric))).toList();
        }
      }
    } catch (IOException e) {
      return List.of(); // asked again in a moment
    }
    return List.of();
  }

  private String id(String metric) {
    return "%s.%s.%s".formatted(operator, OperatorMetrics.GROUP, metric);
  }

  private void find() throws IOException, InterruptedException {
    for (JsonNode vertex :
        rest.get("/jobs/" + job)
            .map(page -> page.path("vertices"))
            .orElseThrow(() -> new IOException("no job"))) {
      if (vertex.path("name").asText().contains(operator)) {
        String id = vertex.path("id").asText();
        pages.put(id, "/jobs/%s/vertices/%s/subtasks/metrics".formatted(job, id));
      }
    }
  }
}
