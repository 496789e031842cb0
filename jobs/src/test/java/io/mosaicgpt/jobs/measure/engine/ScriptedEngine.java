package io.mosaicgpt.jobs.measure.engine;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.engine.EngineSetup;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.LoopTimes;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.StepTimes;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.PromptTemplate;
import io.mosaicgpt.model.prompt.ServedModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.function.Function;

/**
 * An engine for tests of what surrounds engines: answers on the submitting thread, one request
 * after the other, and keeps count of how many it was given at once.
 */
public final class ScriptedEngine implements InferenceEngine {
  private final Function<GenerationRequest, List<GenerationEvent>> script;
  private final Queue<GenerationRequest> queue = new ArrayDeque<>();
  final List<String> served = new ArrayList<>();
  int mostQueued;
  private boolean serving;
  private long promptTokens;
  private LoopTimes times = LoopTimes.NONE;

  /** An engine that answers each request with the events that a script has for it. */
  public ScriptedEngine(Function<GenerationRequest, List<GenerationEvent>> script) {
    this.script = script;
  }

  /** Answers each request with its maximum of tokens, counting up from its key. */
  public static List<GenerationEvent> count(GenerationRequest request) {
    List<GenerationEvent> events = new ArrayList<>();
    for (int i = 0; i < request.sampling().maxTokens(); i++) {
      events.add(new GenerationEvent.Token(request.key(), (int) request.key() + i, "", null));
    }
    events.add(
        new GenerationEvent.Finished(
            request.key(),
            EndReason.LENGTH,
            null,
            new double[0],
            new double[0],
            new GenerationEvent.Timings(0, 0, 0, 0, 0)));
    return events;
  }

  @Override
  public ServedModel model() {
    ModelConfig config =
        new ModelConfig(
            8,
            1,
            1,
            8,
            100,
            90,
            64,
            true,
            8,
            true,
            OptionalDouble.empty(),
            1,
            1,
            false,
            false,
            0,
            "scripted");
    return new ServedModel(config, "hash", 64, Optional.empty(), new RawTemplate());
  }

  private static final class RawTemplate implements PromptTemplate {
    private static final long serialVersionUID = 1L;

    @Override
    public String render(String instruction, String context) {
      return instruction;
    }

    @Override
    public List<String> stopTexts() {
      return List.of();
    }

    @Override
    public String separator() {
      return "";
    }

    @Override
    public String end() {
      return "";
    }
  }

  @Override
  public EngineSetup setup() {
    return new EngineSetup(ElementType.FLOAT32, ReplicaDevice.CPU, 2, 64, 1024, 64);
  }

  @Override
  public Session open(GenerationEvent.Listener listener) {
    return new Session() {
      @Override
      public void submit(GenerationRequest request) {
        queue.add(request);
        mostQueued = Math.max(mostQueued, queue.size());
        if (!serving) {
          serve(listener);
        }
      }

      @Override
      public void abort(long key) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {
        queue.clear();
      }
    };
  }

  private void serve(GenerationEvent.Listener listener) {
    serving = true;
    while (!queue.isEmpty()) {
      GenerationRequest request = queue.remove();
      served.add(request.requestId());
      promptTokens += request.promptTokens().length;
      times = oneStepMore(times);
      listener.onEvents(script.apply(request));
    }
    serving = false;
  }

  /** Every request is a step of 10 ms. */
  private static LoopTimes oneStepMore(LoopTimes times) {
    StepTimes model = times.model();
    return new LoopTimes(
        new StepTimes(
            model.linears() + 5_000_000,
            model.attention() + 2_000_000,
            model.head() + 1_000_000,
            model.rest() + 500_000),
        times.sampling() + 300_000,
        times.host() + 1_200_000);
  }

  @Override
  public EngineStats stats() {
    return new EngineStats(0, 0, 0, 0, served.size(), promptTokens, 0, 0, 0, 0, 0, 0, times);
  }

  @Override
  public void close() {
    queue.clear();
  }
}
