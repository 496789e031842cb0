package io.mosaicgpt.jobs.measure.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.mosaicgpt.jobs.measure.workload.Figures;
import io.mosaicgpt.jobs.measure.workload.RunWindow;
import io.mosaicgpt.jobs.measure.workload.StepParts;
import io.mosaicgpt.model.engine.EngineSetup;
import io.mosaicgpt.model.engine.LoopTimes;
import io.mosaicgpt.model.probe.MachineRates;
import io.mosaicgpt.model.probe.Processor;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.replica.module.LinearKernel;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Figures on the bare engine, each the median of the measured runs. As JSON it has exactly these
 * keys.
 *
 * @param requests how many
 * @param promptTokens tokens of all prompts, found in the prefix cache or computed
 * @param generatedTokens tokens generated in one run
 * @param wallSeconds from the first submission to the last end
 * @param generatedTokensPerSecond over the whole run, prompts included
 * @param prefillTokensPerSecond prompt tokens computed per second while nothing is generated, see
 *     {@link PrefillBench}
 * @param latencyP50Ms from a request's submission to its end
 * @param latencyP95Ms the same
 * @param timeToFirstTokenP50Ms from a request's submission to its first token
 * @param model the model's name
 * @param dtype how its weights were held
 * @param device where it computed
 * @param processor class of the machine's processor, see {@link Processor}
 * @param linearKernel who computed the linears, and in which arithmetic, see {@link LinearKernel}
 * @param maxNumSeqs sequences computed together, and clients
 * @param promptTokensComputed prompt tokens that were computed; those of a preempted request count
 *     each time
 * @param promptTokensReused prompt tokens that the prefix cache had: with no preemption, all others
 * @param runs generated tokens per second of each measured run, in their order
 * @param decodeTokensPerSecond one sequence by itself, see {@link DecodeBench}
 * @param decodeContextTokens positions that its steps saw on average
 * @param memoryReadGbPerSecond what the machine's memory gave in this run, 1e9 bytes a second
 * @param decodeMemoryShare bytes per second that decoding one sequence has to read (every weight
 *     once, the KV of its context) over {@code memory_read_gb_per_second}: 1 is the limit
 * @param matrixGflops256Rows what the model's own linears gave in this run by themselves, 256
 *     tokens at a time, 1e9 operations a second
 * @param matrixGflops512Rows the same with 512 tokens
 * @param prefillMatrixShare operations per second that prefill does in the blocks' linears over the
 *     better of these two rates: 1 is the limit
 * @param steps that serving the workload took
 * @param stepMs mean time of these steps, all parts together
 * @param stepParts where it goes; null where the model keeps no account, as on a GPU
 */
@JsonPropertyOrder({
  "requests",
  "prompt_tokens",
  "generated_tokens",
  "wall_seconds",
  "generated_tokens_per_second",
  "prefill_tokens_per_second",
  "latency_p50_ms",
  "latency_p95_ms",
  "time_to_first_token_p50_ms",
  "model",
  "dtype",
  "device",
  "processor",
  "linear_kernel",
  "max_num_seqs",
  "prompt_tokens_computed",
  "prompt_tokens_reused",
  "runs_generated_tokens_per_second",
  "decode_tokens_per_second",
  "decode_context_tokens",
  "memory_read_gb_per_second",
  "decode_memory_share",
  "matrix_gflops_256_rows",
  "matrix_gflops_512_rows",
  "prefill_matrix_share",
  "steps",
  "step_ms",
  "step_parts"
})
public record EngineReport(
    @JsonProperty("requests") int requests,
    @JsonProperty("prompt_tokens") long promptTokens,
    @JsonProperty("generated_tokens") long generatedTokens,
    @JsonProperty("wall_seconds") double wallSeconds,
    @JsonProperty("generated_tokens_per_second") double generatedTokensPerSecond,
    @JsonProperty("prefill_tokens_per_second") double prefillTokensPerSecond,
    @JsonProperty("latency_p50_ms") double latencyP50Ms,
    @JsonProperty("latency_p95_ms") double latencyP95Ms,
    @JsonProperty("time_to_first_token_p50_ms") double timeToFirstTokenP50Ms,
    @JsonProperty("model") String model,
    @JsonProperty("dtype") String dtype,
    @JsonProperty("device") String device,
    @JsonProperty("processor") String processor,
    @JsonProperty("linear_kernel") String linearKernel,
    @JsonProperty("max_num_seqs") int maxNumSeqs,
    @JsonProperty("prompt_tokens_computed") long promptTokensComputed,
    @JsonProperty("prompt_tokens_reused") long promptTokensReused,
    @JsonProperty("runs_generated_tokens_per_second") List<Double> runs,
    @JsonProperty("decode_tokens_per_second") double decodeTokensPerSecond,
    @JsonProperty("decode_context_tokens") double decodeContextTokens,
    @JsonProperty("memory_read_gb_per_second") double memoryReadGbPerSecond,
    @JsonProperty("decode_memory_share") double decodeMemoryShare,
    @JsonProperty("matrix_gflops_256_rows") double matrixGflops256Rows,
    @JsonProperty("matrix_gflops_512_rows") double matrixGflops512Rows,
    @JsonProperty("prefill_matrix_share") double prefillMatrixShare,
    @JsonProperty("steps") long steps,
    @JsonProperty("step_ms") double stepMs,
    @JsonProperty("step_parts") @JsonUnwrapped(prefix = "step_") StepParts stepParts) {
  public EngineReport {
    runs = List.copyOf(runs);
  }

  /**
   * The medians of some runs.
   *
   * @param linears who computed the linears
   */
  static EngineReport of(
      ServedModel model, EngineSetup setup, LinearKernel linears, List<RunFigures> runs) {
    RunWindow last = runs.get(runs.size() - 1).window();
    Roofline roofline = new Roofline(model, setup);
    ToDoubleFunction<ToDoubleFunction<RunFigures>> median = figure -> Figures.median(runs, figure);
    ToDoubleFunction<ToDoubleFunction<RunWindow>> window =
        figure -> median.applyAsDouble(run -> figure.applyAsDouble(run.window()));
    ToDoubleFunction<ToDoubleFunction<MachineRates>> machine =
        rate -> median.applyAsDouble(run -> rate.applyAsDouble(run.machine()) / 1e9);
    ToDoubleFunction<ToLongFunction<LoopTimes>> perStep =
        part -> median.applyAsDouble(run -> run.millisPerStep(part));
    boolean accounted = runs.stream().allMatch(run -> run.times().model().total() > 0);
    return new EngineReport(
        last.requests(),
        last.promptTokens(),
        last.generatedTokens(),
        window.applyAsDouble(RunWindow::seconds),
        window.applyAsDouble(RunWindow::generatedTokensPerSecond),
        median.applyAsDouble(RunFigures::prefillTokensPerSecond),
        window.applyAsDouble(run -> run.latencyMs().at(50)),
        window.applyAsDouble(run -> run.latencyMs().at(95)),
        median.applyAsDouble(RunFigures::timeToFirstTokenP50Ms),
        model.config().name(),
        setup.type().toString(),
        setup.device().toString(),
        Processor.ofThisMachine().toString(),
        linears.toString(),
        setup.maxNumSeqs(),
        Math.round(median.applyAsDouble(RunFigures::promptTokensComputed)),
        Math.round(median.applyAsDouble(RunFigures::promptTokensReused)),
        runs.stream().map(run -> Figures.rounded(run.window().generatedTokensPerSecond())).toList(),
        median.applyAsDouble(run -> run.decode().tokensPerSecond()),
        median.applyAsDouble(run -> run.decode().context()),
        machine.applyAsDouble(MachineRates::readBytesPerSecond),
        median.applyAsDouble(run -> roofline.decodeShare(run.decode(), run.machine())),
        machine.applyAsDouble(MachineRates::flopsAt256Rows),
        machine.applyAsDouble(MachineRates::flopsAt512Rows),
        median.applyAsDouble(
            run -> roofline.prefillShare(run.prefillTokensPerSecond(), run.machine())),
        Math.round(median.applyAsDouble(RunFigures::steps)),
        perStep.applyAsDouble(LoopTimes::total),
        accounted ? StepParts.of(perStep) : null);
  }
}
