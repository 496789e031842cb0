package io.mosaicgpt.integration.events;

import io.mosaicgpt.integration.Await;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.pool.EngineRegistry;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.prompt.LabelRequest;
import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.SamplingParamsBuilder;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The engine by itself, without Kafka and Flink. */
public final class BareEngine implements GenerationEvent.Listener {
  private final List<List<Integer>> tokens;
  private final GenerationEvent.Finished[] ends;
  private final CountDownLatch unfinished;
  private volatile String failure;

  private BareEngine(int requests) {
    this.tokens =
        IntStream.range(0, requests).<List<Integer>>mapToObj(i -> new ArrayList<>()).toList();
    this.ends = new GenerationEvent.Finished[requests];
    this.unfinished = new CountDownLatch(requests);
  }

  /** What an undisturbed run answers, in the order of the instructions. */
  public static List<Answer> answers(EngineSpec spec, List<Instruction> instructions)
      throws InterruptedException {
    BareEngine run = new BareEngine(instructions.size());
    try (InferenceEngine engine = EngineRegistry.acquire(spec);
        InferenceEngine.Session session = engine.open(run)) {
      PromptEncoder encoder = new PromptEncoder(engine.model());
      for (int i = 0; i < instructions.size(); i++) {
        Instruction instruction = instructions.get(i);
        SamplingOptions sampling = instruction.getSampling();
        session.submit(encoder.encode(i, input(instruction), params(sampling), seed(sampling)));
      }
      if (!run.unfinished.await(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)
          || run.failure != null) {
        throw new AssertionError("The engine did not answer: " + run.failure);
      }
    }
    return IntStream.range(0, instructions.size())
        .mapToObj(i -> run.answer(instructions.get(i).getRequestId(), i))
        .toList();
  }

  private Answer answer(String requestId, int i) {
    // An answer that was cut before it had its form says so elsewhere.
    EndReason reason =
        ends[i].reason() == EndReason.INCOMPLETE ? EndReason.LENGTH : ends[i].reason();
    return new Answer(
        requestId, tokens.get(i), ends[i].text(), reason.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public void onEvents(List<GenerationEvent> events) {
    for (GenerationEvent event : events) {
      int i = (int) event.key();
      if (event instanceof GenerationEvent.Token token) {
        tokens.get(i).add(token.tokenId());
      } else if (event instanceof GenerationEvent.Finished end) {
        ends[i] = end;
        unfinished.countDown();
      } else {
        fail(event.toString());
      }
    }
  }

  @Override
  public void onFailure(Throwable cause) {
    fail(cause.toString());
  }

  private void fail(String why) {
    failure = why;
    while (unfinished.getCount() > 0) {
      unfinished.countDown();
    }
  }

  private static PromptInput input(Instruction instruction) {
    return new PromptInput(
        instruction.getRequestId(),
        instruction.getInstruction(),
        instruction.getContext(),
        instruction.getPrompt(),
        null,
        List.of(),
        instruction.getRegex(),
        instruction.getJsonSchema(),
        LabelRequest.PLAIN);
  }

  private static OptionalLong seed(SamplingOptions sampling) {
    return sampling.getSeed() == null ? OptionalLong.empty() : OptionalLong.of(sampling.getSeed());
  }

  private static SamplingParamsBuilder params(SamplingOptions sampling) {
    SamplingParamsBuilder params =
        SamplingParams.builder()
            .maxTokens(sampling.getMaxTokens())
            .temperature(sampling.getTemperature())
            .ignoreEos(sampling.getIgnoreEos());
    if (sampling.getTopK() != null) {
      params.topK(sampling.getTopK());
    }
    if (sampling.getTopP() != null) {
      params.topP(sampling.getTopP());
    }
    if (sampling.getMinP() != null) {
      params.minP(sampling.getMinP());
    }
    if (sampling.getRepetitionPenalty() != null) {
      params.repetitionPenalty(sampling.getRepetitionPenalty());
    }
    if (sampling.getPresencePenalty() != null) {
      params.presencePenalty(sampling.getPresencePenalty());
    }
    if (sampling.getFrequencyPenalty() != null) {
      params.frequencyPenalty(sampling.getFrequencyPenalty());
    }
    return params;
  }
}
