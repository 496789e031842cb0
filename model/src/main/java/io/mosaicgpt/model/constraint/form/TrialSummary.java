package io.mosaicgpt.model.constraint.form;

import io.mosaicgpt.model.constraint.form.FormTrial.Report;
import io.mosaicgpt.model.constraint.form.FormTrial.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of many schemas. Not thread-safe. */
public final class TrialSummary {
  private final Map<String, Integer> refused = new TreeMap<>();
  private final List<Long> compileNanos = new ArrayList<>();
  private final List<Long> maskNanos = new ArrayList<>();
  private int schemas;
  private int validRejected;
  private int invalidAccepted;
  private int orderOrSpace;
  private int instances;
  private long masksMade;

  /** Takes another one in. */
  public void add(Report report) {
    schemas++;
    compileNanos.add(report.compileNanos());
    maskNanos.addAll(report.maskNanos());
    masksMade += report.masksMade();
    if (report.refused() != null) {
      refused.merge(report.refused().keyword(), 1, Integer::sum);
    }
    for (Result result : report.results()) {
      instances++;
      boolean accepted = result.accepted() || result.inOtherOrder();
      validRejected += result.valid() && !accepted ? 1 : 0;
      invalidAccepted += !result.valid() && accepted ? 1 : 0;
      orderOrSpace += result.valid() && result.inOtherOrder() ? 1 : 0;
    }
  }

  /** Number of schemas. */
  public int schemas() {
    return schemas;
  }

  /** Number of schemas that were compiled. */
  public int compiled() {
    return schemas - refused.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Valid instances that are rejected in any order of their properties. */
  public int validRejected() {
    return validRejected;
  }

  /** Invalid instances that are accepted in some order of their properties. */
  public int invalidAccepted() {
    return invalidAccepted;
  }

  /** Nanoseconds within which a share of the forms were compiled or refused. */
  public long compileNanos(double share) {
    return percentile(compileNanos, share);
  }

  /** Nanoseconds within which a share of the masks were there. */
  public long maskNanos(double share) {
    return percentile(maskNanos, share);
  }

  /** All of it, by names that say what it is. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("schemas", schemas);
    values.put("compiled", compiled());
    values.put("refused", refused);
    values.put("instances", instances);
    values.put("valid_rejected", validRejected);
    values.put("invalid_accepted", invalidAccepted);
    values.put("order_or_space", orderOrSpace);
    values.put("compile_ms_p50", compileNanos(0.5) / 1e6);
    values.put("compile_ms_p99", compileNanos(0.99) / 1e6);
    values.put("compile_ms_max", compileNanos(1) / 1e6);
    values.put("masks", maskNanos.size());
    values.put("masks_found_again", maskNanos.size() - masksMade);
    values.put("mask_us_p50", maskNanos(0.5) / 1e3);
    values.put("mask_us_p99", maskNanos(0.99) / 1e3);
    values.put("mask_us_max", maskNanos(1) / 1e3);
    return values;
  }

  /** The least value that a share of the values do not exceed; 0 where there are none. */
  public static long percentile(List<Long> values, double share) {
    long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return sorted.length == 0 ? 0 : sorted[Math.max(0, index)];
  }
}
