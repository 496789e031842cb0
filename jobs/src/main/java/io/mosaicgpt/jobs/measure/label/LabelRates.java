package io.mosaicgpt.jobs.measure.label;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.mosaicgpt.jobs.measure.workload.Figures;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.GenerationRequest;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How fast rows are labelled. Rates are rows per second, each the median of its runs; ratios are
 * those of the pairs of runs.
 *
 * @param model the model's name
 * @param dtype how its weights were held
 * @param maxNumSeqs sequences computed together
 * @param rows how many
 * @param labels that each is scored against
 * @param promptTokens of all prompts
 * @param labelTokens of one row's labels together
 * @param engine on the bare engine
 * @param file from file to file: reading the input, starting the job, labelling, writing the output
 * @param requestPerLabel where each label is a request of its own, which finds its prompt in the
 *     prefix cache; 0 if not measured
 * @param textPerLabel where prompt and label are one text whose tokens are scored, all of them
 *     computed; 0 if not measured
 * @param fileRatio {@code file} over {@code engine}
 * @param requestPerLabelRatio {@code engine} over {@code requestPerLabel}
 * @param textPerLabelRatio {@code engine} over {@code textPerLabel}
 * @param engineRuns of each run
 * @param fileRuns of each run
 */
@JsonPropertyOrder({
  "model",
  "dtype",
  "max_num_seqs",
  "rows",
  "labels",
  "prompt_tokens",
  "label_tokens",
  "engine_rows_per_second",
  "file_rows_per_second",
  "request_per_label_rows_per_second",
  "text_per_label_rows_per_second",
  "file_ratio",
  "request_per_label_ratio",
  "text_per_label_ratio",
  "runs_engine_rows_per_second",
  "runs_file_rows_per_second"
})
public record LabelRates(
    @JsonProperty("model") String model,
    @JsonProperty("dtype") String dtype,
    @JsonProperty("max_num_seqs") int maxNumSeqs,
    @JsonProperty("rows") int rows,
    @JsonProperty("labels") int labels,
    @JsonProperty("prompt_tokens") long promptTokens,
    @JsonProperty("label_tokens") int labelTokens,
    @JsonProperty("engine_rows_per_second") double engine,
    @JsonProperty("file_rows_per_second") double file,
    @JsonProperty("request_per_label_rows_per_second") double requestPerLabel,
    @JsonProperty("text_per_label_rows_per_second") double textPerLabel,
    @JsonProperty("file_ratio") double fileRatio,
    @JsonProperty("request_per_label_ratio") double requestPerLabelRatio,
    @JsonProperty("text_per_label_ratio") double textPerLabelRatio,
    @JsonProperty("runs_engine_rows_per_second") List<Double> engineRuns,
    @JsonProperty("runs_file_rows_per_second") List<Double> fileRuns) {
  public LabelRates {
    engineRuns = List.copyOf(engineRuns);
    fileRuns = List.copyOf(fileRuns);
  }

  /** Run {@code i} of each kind are of one pair. */
  static LabelRates of(
      InferenceEngine engine,
      List<GenerationRequest> requests,
      List<Double> bare,
      List<Double> files,
      List<Double> requestPerLabel,
      List<Double> textPerLabel) {
    return new LabelRates(
        engine.model().config().name(),
        engine.setup().type().toString(),
        engine.setup().maxNumSeqs(),
        requests.size(),
        requests.get(0).choices().size(),
        requests.stream().mapToLong(request -> request.promptTokens().length).sum(),
        requests.get(0).choices().stream().mapToInt(choice -> choice.tokenIds().length).sum(),
        median(bare),
        median(files),
        median(requestPerLabel),
        median(textPerLabel),
        ratio(files, bare),
        ratio(bare, requestPerLabel),
        ratio(bare, textPerLabel),
        rounded(bare),
        rounded(files));
  }

  private static double median(List<Double> rates) {
    return rates.isEmpty() ? 0 : Figures.median(rates, rate -> rate);
  }

  private static double ratio(List<Double> these, List<Double> over) {
    return over.isEmpty() || these.isEmpty()
        ? 0
        : median(
            IntStream.range(0, over.size()).mapToObj(i -> these.get(i) / over.get(i)).toList());
  }

  private static List<Double> rounded(List<Double> rates) {
    return rates.stream().map(Figures::rounded).toList();
  }
}
