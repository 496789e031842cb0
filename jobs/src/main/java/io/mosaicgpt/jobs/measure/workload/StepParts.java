package io.mosaicgpt.jobs.measure.workload;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.mosaicgpt.model.engine.LoopTimes;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Where the time of a step goes, in milliseconds.
 *
 * @param linears of all blocks
 * @param attention scores, softmax, sums, and writing to the KV cache
 * @param head the last linear, over the vocabulary
 * @param norms layer norms, residual sums, embedding
 * @param sampling choosing tokens
 * @param host everything in Java: scheduling, laying out the step, calling the model, stop rules,
 *     events
 */
@JsonPropertyOrder({"linears_ms", "attention_ms", "head_ms", "norms_ms", "sampling_ms", "host_ms"})
public record StepParts(
    @JsonProperty("linears_ms") double linears,
    @JsonProperty("attention_ms") double attention,
    @JsonProperty("head_ms") double head,
    @JsonProperty("norms_ms") double norms,
    @JsonProperty("sampling_ms") double sampling,
    @JsonProperty("host_ms") double host) {

  /**
   * Takes them out of what was measured.
   *
   * @param millis what a step spends on a part
   */
  public static StepParts of(ToDoubleFunction<ToLongFunction<LoopTimes>> millis) {
    return new StepParts(
        millis.applyAsDouble(times -> times.model().linears()),
        millis.applyAsDouble(times -> times.model().attention()),
        millis.applyAsDouble(times -> times.model().head()),
        millis.applyAsDouble(times -> times.model().rest()),
        millis.applyAsDouble(LoopTimes::sampling),
        millis.applyAsDouble(LoopTimes::host));
  }
}
