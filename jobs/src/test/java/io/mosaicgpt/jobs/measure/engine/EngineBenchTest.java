package io.mosaicgpt.jobs.measure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.measure.workload.SavedOutputs;
import io.mosaicgpt.jobs.measure.workload.StepParts;
import io.mosaicgpt.jobs.measure.workload.Workload;
import io.mosaicgpt.jobs.measure.workload.WorkloadRequest;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.probe.MachineRates;
import io.mosaicgpt.model.probe.Processor;
import io.mosaicgpt.model.replica.module.LinearKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineBenchTest {
  private static Workload workload(int requests) {
    return new Workload(
        IntStream.range(0, requests)
            .mapToObj(
                i ->
                    new WorkloadRequest(
                        IntNode.valueOf(i), Optional.empty(), new int[] {1, 2, 3}, 4, true, 0))
            .toList());
  }

  private static EngineBench bench(ScriptedEngine engine, Workload workload) {
    return new EngineBench(
        engine,
        workload,
        0,
        e -> new MachineRates(20e9, 100e9, 120e9),
        LinearKernel.ONEDNN_FLOAT32);
  }

  @Test
  void countsTokensOfTheMeasuredRunOnly() throws Exception {
    EngineBench.Outcome outcome =
        bench(new ScriptedEngine(ScriptedEngine::count), workload(5)).run(1);

    assertThat(outcome.report().requests()).isEqualTo(5);
    assertThat(outcome.report().promptTokens()).isEqualTo(15);
    assertThat(outcome.report().promptTokensComputed()).isEqualTo(15);
    assertThat(outcome.report().promptTokensReused()).isZero();
    assertThat(outcome.report().generatedTokens()).isEqualTo(20);
    assertThat(outcome.results().get(3).tokenIds()).containsExactly(3, 4, 5, 6);
  }

  @Test
  void holdsAsManyRequestsInFlightAsThereAreSlots() throws Exception {
    ScriptedEngine engine = new ScriptedEngine(ScriptedEngine::count);

    bench(engine, workload(7)).run(1);

    assertThat(engine.mostQueued).isLessThanOrEqualTo(engine.setup().maxNumSeqs());
    assertThat(engine.served).contains("0", "6", "prefill-0", "prefill-1");
  }

  @Test
  void aRefusedRequestEndsTheBenchmarkWithItsSentence() {
    ScriptedEngine engine =
        new ScriptedEngine(
            request ->
                request.requestId().equals("1")
                    ? List.of(
                        new GenerationEvent.Failed(
                            request.key(), ErrorCode.PROMPT_TOO_LONG, "Request 1 is too long."))
                    : ScriptedEngine.count(request));
    EngineBench bench = bench(engine, workload(3));

    assertThatThrownBy(() -> bench.run(1))
        .isInstanceOf(BadInputException.class)
        .hasMessage("Request 1 is too long.");
  }

  @Test
  void aTextOnlyRequestNeedsATokenizer() {
    Workload text =
        new Workload(
            List.of(
                new WorkloadRequest(
                    IntNode.valueOf(1), Optional.of("Hi"), new int[0], 4, true, 0)));
    ScriptedEngine engine = new ScriptedEngine(ScriptedEngine::count);

    assertThatThrownBy(() -> bench(engine, text))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no tokenizer.json");
  }

  @Test
  void theReportHasExactlyTheDocumentedKeysInOrder() throws Exception {
    EngineBench.Outcome outcome =
        bench(new ScriptedEngine(ScriptedEngine::count), workload(2)).run(1);

    JsonNode json = new ObjectMapper().valueToTree(outcome.report());

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
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
            "step_linears_ms",
            "step_attention_ms",
            "step_head_ms",
            "step_norms_ms",
            "step_sampling_ms",
            "step_host_ms");
  }

  @Test
  void theStepsOfTheWorkloadAloneAreSplitIntoTheirParts() throws Exception {
    EngineReport report =
        bench(new ScriptedEngine(ScriptedEngine::count), workload(5)).run(2).report();

    assertThat(report.steps()).isEqualTo(5);
    assertThat(report.stepMs()).isEqualTo(10);
    assertThat(report.stepParts()).isEqualTo(new StepParts(5, 2, 1, 0.5, 0.3, 1.2));
  }

  @Test
  void everyRunIsReportedAndNoneFindsTheOneBeforeInTheCache() throws Exception {
    ScriptedEngine engine = new ScriptedEngine(ScriptedEngine::count);

    EngineReport report = bench(engine, workload(2)).run(3).report();

    assertThat(report.runs()).hasSize(3).contains(report.generatedTokensPerSecond());
    assertThat(report.generatedTokens()).isEqualTo(8);
    assertThat(engine.served)
        .containsSubsequence("sweep-0", "sweep-1", "0", "1", "sweep-0", "sweep-1", "0", "1");
  }

  @Test
  void theReportSaysWhatWasMeasuredAndOnWhichMachine() throws Exception {
    EngineReport report =
        bench(new ScriptedEngine(ScriptedEngine::count), workload(2)).run(1).report();

    assertThat(report.model()).isEqualTo("scripted");
    assertThat(report.dtype()).isEqualTo("float32");
    assertThat(report.device()).isEqualTo("cpu");
    assertThat(report.processor()).isEqualTo(Processor.ofThisMachine().toString());
    assertThat(report.linearKernel()).isEqualTo("oneDNN, float32");
    assertThat(report.maxNumSeqs()).isEqualTo(2);
    assertThat(report.memoryReadGbPerSecond()).isEqualTo(20);
    assertThat(report.matrixGflops256Rows()).isEqualTo(100);
    assertThat(report.matrixGflops512Rows()).isEqualTo(120);
    assertThat(report.decodeContextTokens()).isGreaterThan(31).isLessThan(64);
  }

  @Test
  void savedOutputsHaveOneLinePerRequest(@TempDir Path directory) throws Exception {
    Workload workload = workload(2);
    EngineBench.Outcome outcome = bench(new ScriptedEngine(ScriptedEngine::count), workload).run(1);
    Path file = directory.resolve("out.jsonl");

    SavedOutputs.write(file, workload, outcome.results());

    assertThat(Files.readAllLines(file))
        .containsExactly(
            "{\"id\":0,\"token_ids\":[0,1,2,3]}", "{\"id\":1,\"token_ids\":[1,2,3,4]}");
  }
}
