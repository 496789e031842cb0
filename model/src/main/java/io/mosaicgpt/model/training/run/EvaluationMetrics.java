package io.mosaicgpt.model.training.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * An evaluation's line in {@code metrics.jsonl}.
 *
 * @param step behind which the model was evaluated
 * @param loss mean over all tokens that count, in nats, without dropout and label smoothing
 * @param perplexity the loss's exponential
 * @param files the same for each, if there are several
 */
@JsonPropertyOrder({"step", "eval_loss", "eval_perplexity", "files"})
public record EvaluationMetrics(
    @JsonProperty("step") int step,
    @JsonProperty("eval_loss") double loss,
    @JsonProperty("eval_perplexity") double perplexity,
    @JsonProperty("files") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OfFile> files) {
  public EvaluationMetrics {
    files = files == null ? List.of() : List.copyOf(files);
  }

  /** Of one file. */
  @JsonPropertyOrder({"file", "eval_loss", "eval_perplexity"})
  public record OfFile(
      @JsonProperty("file") String file,
      @JsonProperty("eval_loss") double loss,
      @JsonProperty("eval_perplexity") double perplexity) {}
}
