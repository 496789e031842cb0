package io.mosaicgpt.model.training.report;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.mosaicgpt.model.probe.Processor;
import io.mosaicgpt.model.replica.module.PyTorch;
import io.mosaicgpt.model.training.data.TrainingData;
import io.mosaicgpt.model.training.run.EvaluationMetrics;
import io.mosaicgpt.model.training.run.RunMetrics;
import io.mosaicgpt.model.training.run.StartingPoint;
import io.mosaicgpt.model.training.run.TrainingRun;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a model came about: what {@code training.json} holds.
 *
 * @param model what it began with
 * @param data what it learned from
 * @param dropped examples of it that are longer than the model
 * @param evalData what it was measured on
 * @param settings of the run, as they were decided
 * @param result what came of it
 * @param labels how good its labels are, as they are served; null if the evaluation has none
 * @param versions of programs
 * @param machine what computed the last part
 */
@JsonPropertyOrder({
  "model",
  "data",
  "dropped",
  "eval_data",
  "settings",
  "result",
  "labels",
  "versions",
  "machine"
})
public record RunRecord(
    @JsonProperty("model") First model,
    @JsonProperty("data") List<DataFile> data,
    @JsonProperty("dropped") int dropped,
    @JsonProperty("eval_data") List<DataFile> evalData,
    @JsonProperty("settings") Map<String, String> settings,
    @JsonProperty("result") Result result,
    @JsonProperty("labels") @JsonInclude(JsonInclude.Include.NON_NULL) LabelResults labels,
    @JsonProperty("versions") Map<String, String> versions,
    @JsonProperty("machine") Map<String, String> machine) {
  /**
   * The first weights.
   *
   * @param name of their directory or configuration
   * @param hash of the model, as {@code Checkpoint.hash} has it
   * @param trained whether they were trained before; otherwise they are random
   * @param parameters how many
   */
  @JsonPropertyOrder({"name", "hash", "trained", "parameters"})
  public record First(
      @JsonProperty("name") String name,
      @JsonProperty("hash") String hash,
      @JsonProperty("trained") boolean trained,
      @JsonProperty("parameters") long parameters) {}

  /**
   * What came of a run.
   *
   * @param steps that were taken
   * @param tokens that they read
   * @param seconds that they, and saving and evaluating, took
   * @param finalLoss mean of the last steps' losses, weighted by their tokens
   * @param averaged whether the model is the moving average of the weights
   * @param evaluation of the model that came of it; null if there is none
   */
  @JsonPropertyOrder({"steps", "tokens", "seconds", "final_loss", "averaged", "evaluation"})
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Result(
      @JsonProperty("steps") int steps,
      @JsonProperty("tokens") long tokens,
      @JsonProperty("seconds") double seconds,
      @JsonProperty("final_loss") double finalLoss,
      @JsonProperty("averaged") boolean averaged,
      @JsonProperty("evaluation") EvaluationMetrics evaluation) {}

  /**
   * The record of a run that has taken its last step.
   *
   * @param labels null if the evaluation has none
   */
  public static RunRecord of(
      TrainingRun run,
      StartingPoint start,
      TrainingData data,
      List<DataFile> files,
      List<DataFile> evalFiles,
      LabelResults labels)
      throws IOException {
    RunMetrics metrics = run.metrics();
    return new RunRecord(
        new First(start.name(), start.hash(), start.trained(), start.parameters()),
        files,
        data.dropped(),
        evalFiles,
        run.settings(),
        new Result(
            run.step(),
            metrics.tokens(),
            run.seconds(),
            metrics.finalLoss(),
            run.averaged(),
            metrics.evaluation(run.step()).orElse(null)),
        labels,
        versionsHere(),
        machineOf(run));
  }

  private static Map<String, String> versionsHere() {
    Map<String, String> versions = new TreeMap<>();
    versions.put(
        "mosaicgpt",
        Optional.ofNullable(RunRecord.class.getPackage().getImplementationVersion())
            .orElse("(not from a jar)"));
    versions.put("djl", Engine.getDjlVersion());
    versions.put("pytorch", Engine.getEngine(PyTorch.NAME).getVersion());
    versions.put("java", Runtime.version().toString());
    return versions;
  }

  private static Map<String, String> machineOf(TrainingRun run) {
    Map<String, String> machine = new TreeMap<>();
    machine.put("processor", Processor.ofThisMachine().toString());
    machine.put("device", run.device().toString());
    machine.put("threads", String.valueOf(run.threads()));
    return machine;
  }
}
