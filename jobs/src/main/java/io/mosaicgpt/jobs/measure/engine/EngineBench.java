package io.mosaicgpt.jobs.measure.engine;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.measure.workload.ClosedLoop;
import io.mosaicgpt.jobs.measure.workload.RequestResult;
import io.mosaicgpt.jobs.measure.workload.Workload;
import io.mosaicgpt.jobs.measure.workload.WorkloadRequest;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.replica.Replicas;
import io.mosaicgpt.model.replica.module.LinearKernel;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * The workload on the bare engine, as many clients as there are slots: warm-up, then measured runs,
 * each followed by prefill by itself, one sequence by itself, and what the machine can do. No run
 * finds anything of the one before in the prefix cache.
 */
public final class EngineBench {
  private static final int WARM_UP_TOKENS = 16;

  private final InferenceEngine engine;
  private final List<GenerationRequest> requests;
  private final long seed;
  private final MachineMeter meter;
  private final LinearKernel linears;

  /**
   * Prepares a benchmark.
   *
   * @throws BadInputException when a request has no token ids and the model no tokenizer
   */
  public EngineBench(InferenceEngine engine, Workload workload, long seed) {
    this(
        engine,
        workload,
        seed,
        MachineMeter::probe,
        Replicas.linears(engine.setup().device(), engine.setup().type()));
  }

  EngineBench(
      InferenceEngine engine,
      Workload workload,
      long seed,
      MachineMeter meter,
      LinearKernel linears) {
    this.engine = requireNonNull(engine, "engine is null");
    this.meter = requireNonNull(meter, "meter is null");
    this.linears = requireNonNull(linears, "linears is null");
    this.requests = requests(engine.model(), workload, seed);
    this.seed = seed;
  }

  /**
   * A finished benchmark.
   *
   * @param report the figures
   * @param results of each request of the last run, in the order of the workload
   */
  public record Outcome(EngineReport report, List<RequestResult> results) {}

  /**
   * Runs it.
   *
   * @param times measured runs, at least 1
   */
  public Outcome run(int times) throws InterruptedException {
    warmUp();
    List<RunFigures> runs = new ArrayList<>();
    List<RequestResult> results = List.of();
    while (runs.size() < times) {
      SlotSweep.run(engine);
      EngineStats before = engine.stats();
      ClosedLoop.Outcome outcome = serve();
      EngineStats after = engine.stats();
      double prefill = PrefillBench.tokensPerSecond(engine, requests, seed);
      DecodeBench.Rate decode = DecodeBench.measure(engine, seed);
      runs.add(RunFigures.of(outcome, before, after, prefill, decode, meter.measure(engine)));
      results = outcome.results();
    }
    return new Outcome(EngineReport.of(engine.model(), engine.setup(), linears, runs), results);
  }

  private ClosedLoop.Outcome serve() throws InterruptedException {
    try (ProgressLine progress = ProgressLine.of("Serving the workload", ProgressUnit.REQUESTS)) {
      return ClosedLoop.run(engine, requests, engine.setup().maxNumSeqs(), progress);
    }
  }

  /** First steps pay for compilation and for memory that later steps find allocated. */
  private void warmUp() throws InterruptedException {
    GenerationRequest first = requests.get(0);
    GenerationRequest warmUp =
        new GenerationRequest(
            0,
            "warm-up",
            new int[] {first.promptTokens()[0]},
            new int[0],
            first.sampling().toBuilder()
                .maxTokens(Math.min(WARM_UP_TOKENS, engine.model().maxModelLen() - 1))
                .ignoreEos(true)
                .build(),
            List.of(),
            false,
            0,
            GenerationRequest.NO_DEADLINE);
    try (ProgressLine progress = ProgressLine.of("Warming up", ProgressUnit.REQUESTS)) {
      ClosedLoop.run(engine, List.of(warmUp), 1, progress);
    }
  }

  /** The workload as the engine takes it; the keys are its indices. */
  public static List<GenerationRequest> requests(ServedModel model, Workload workload, long seed) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (WorkloadRequest request : workload.requests()) {
      requests.add(
          new GenerationRequest(
              requests.size(),
              request.id().asText(),
              promptTokens(model, request),
              new int[0],
              request.sampling(seed),
              List.of(),
              false,
              0,
              GenerationRequest.NO_DEADLINE));
    }
    return requests;
  }

  /**
   * The workload, if the model can take all of its prompts.
   *
   * @throws BadInputException when a request has no token ids and the model no tokenizer
   */
  public static Workload checked(ServedModel model, Workload workload) {
    workload.requests().stream()
        .filter(request -> request.promptTokens().length == 0)
        .findFirst()
        .ifPresent(request -> promptTokens(model, request));
    return workload;
  }

  /** Token ids of a request's prompt. */
  public static int[] promptTokens(ServedModel model, WorkloadRequest request) {
    if (request.promptTokens().length > 0) {
      return request.promptTokens();
    }
    Tokenizer tokenizer =
        model
            .tokenizer()
            .orElseThrow(
                () ->
                    new BadInputException(
                        ("The model has no tokenizer.json, but request %s only has a text: give"
                                + " prompt_tokens.")
                            .formatted(request.id())));
    return tokenizer.encode(request.prompt().orElseThrow());
  }
}
