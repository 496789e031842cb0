package io.mosaicgpt.model.engine.pool;

import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.client.Answer;
import io.mosaicgpt.model.client.InferenceClient;
import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.loop.EngineClock;
import io.mosaicgpt.model.engine.loop.LoadedEngine;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * What a form takes: tokens per second of answers without one, held to any text, and held to a
 * record whose keys are forced, with log probabilities (a step for each token) and without.
 * Arguments: model, dtype, sequences, tokens of an answer, repetitions. Not a test: run its main
 * method.
 */
final class FormBenchmark {
  private static final FormText ANY = FormText.regex("(.|\n)*");
  private static final FormText RECORD =
      FormText.jsonSchema(
          """
          {"type": "object", "required": ["order_number", "delivery_address", "priority"],
           "additionalProperties": false,
           "properties": {
             "order_number": {"type": "integer", "minimum": 1000, "maximum": 9999},
             "delivery_address": {"type": "string", "minLength": 8, "maxLength": 24},
             "priority": {"enum": ["low", "normal", "high"]}}}
          """);

  private final InferenceClient client;
  private final LoadedEngine engine;
  private final int sequences;
  private final int tokens;
  private long key;

  private FormBenchmark(LoadedEngine engine, InferenceClient client, int sequences, int tokens) {
    this.engine = engine;
    this.client = client;
    this.sequences = sequences;
    this.tokens = tokens;
  }

  public static void main(String[] arguments) throws Exception {
    int sequences = Integer.parseInt(arguments[2]);
    EngineSpec spec = new EngineSpec(arguments[0], arguments[1], "cpu", sequences, 512, 0, 0, "");
    ResolvedModel resolved = ResolvedModel.of(spec, devices -> ReplicaDevice.CPU);
    try (LoadedEngine engine =
        new LoadedEngine("forms", () -> resolved.load(ProgressListener.NONE), EngineClock.SYSTEM)) {
      engine.start();
      engine.awaitLoaded();
      try (InferenceClient client = InferenceClient.of(engine)) {
        int tokens = Integer.parseInt(arguments[3]);
        FormBenchmark benchmark = new FormBenchmark(engine, client, sequences, tokens);
        for (int i = 0; i <= Integer.parseInt(arguments[4]); i++) {
          System.out.println(i == 0 ? "warming up" : "repetition " + i);
          benchmark.run();
        }
      }
    }
  }

  private void run() {
    SamplingParams free =
        SamplingParams.builder().maxTokens(tokens).minTokens(tokens).seed(1).build();
    serve("free", null, free);
    serve("any text", ANY, free);
    SamplingParams record = SamplingParams.builder().maxTokens(128).seed(1).build();
    serve("record", RECORD, record);
    serve("record, a step a token", RECORD, record.toBuilder().logprobs(0).build());
  }

  private void serve(String what, FormText form, SamplingParams sampling) {
    PromptEncoder encoder = new PromptEncoder(engine.model());
    EngineStats before = engine.stats();
    long start = System.nanoTime();
    List<CompletableFuture<Answer>> answers =
        IntStream.range(0, sequences)
            .mapToObj(i -> PromptInput.ofPrompt("r" + i, "The customer number " + i + " wrote: "))
            .map(input -> form == null ? input : input.withForm(form))
            .map(input -> encoder.encode(key++, input, sampling.toBuilder(), OptionalLong.of(0)))
            .map(client::submit)
            .toList();
    answers.forEach(CompletableFuture::join);
    double seconds = (System.nanoTime() - start) / 1e9;
    EngineStats after = engine.stats();
    long made = after.generatedTokens() - before.generatedTokens();
    System.out.printf(
        "%-24s %5d tokens, %4d steps, %7.2f s, %8.1f tokens/s%n",
        what, made, after.steps() - before.steps(), seconds, made / seconds);
  }
}
