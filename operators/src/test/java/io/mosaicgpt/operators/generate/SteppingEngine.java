package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.engine.EngineSetup;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.LoopTimes;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.EngineFailure;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationEvent.Finished;
import io.mosaicgpt.model.generation.GenerationEvent.Timings;
import io.mosaicgpt.model.generation.GenerationEvent.Token;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.ServedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine that takes its time: each step gives the oldest requests one more token, which depends
 * on the request and the position alone, until {@code max_tokens}.
 */
public final class SteppingEngine implements InferenceEngine {
  /** What was submitted to any engine of this JVM. */
  static final Queue<GenerationRequest> SUBMITTED = new ConcurrentLinkedQueue<>();

  /** Steps of all engines of this JVM. */
  static final AtomicInteger STEPS = new AtomicInteger();

  /** How often an engine of this JVM broke. */
  static final AtomicInteger BREAKDOWNS = new AtomicInteger();

  private final int slots;
  private final int stepMillis;
  private final Map<Long, GenerationRequest> requests = new LinkedHashMap<>();
  private final Map<Long, Integer> positions = new LinkedHashMap<>();
  private final Set<String> poison;
  private volatile boolean closed;

  public SteppingEngine(int slots, int stepMillis) {
    this(slots, stepMillis, Set.of());
  }

  /**
   * @param poison requests that break the engine in their first step
   */
  SteppingEngine(int slots, int stepMillis, Set<String> poison) {
    this.poison = poison;
    this.slots = slots;
    this.stepMillis = stepMillis;
  }

  /** The text that a request ends with, however often it was interrupted. */
  public static String expectedText(String requestId, int tokens) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens; i++) {
      text.append((char) token(requestId, i));
    }
    return text.toString();
  }

  private static int token(String requestId, int position) {
    return 'a' + Math.floorMod(31 * requestId.hashCode() + 7 * position * position, 26);
  }

  @Override
  public ServedModel model() {
    return FakeEngine.served("stepping", FakeEngine.MAX_MODEL_LEN);
  }

  @Override
  public EngineSetup setup() {
    return new EngineSetup(ElementType.FLOAT32, ReplicaDevice.CPU, slots, 64, 1024, 64);
  }

  @Override
  public Session open(GenerationEvent.Listener listener) {
    Thread loop = new Thread(() -> run(listener), "stepping-engine");
    loop.setDaemon(true);
    loop.start();
    return new Session() {
      @Override
      public void submit(GenerationRequest request) {
        SUBMITTED.add(request);
        synchronized (requests) {
          requests.put(request.key(), request);
          positions.put(request.key(), request.generatedTokens().length);
        }
      }

      @Override
      public void abort(long key) {}

      @Override
      public void close() {
        closed = true;
      }
    };
  }

  private void run(GenerationEvent.Listener listener) {
    try {
      while (!closed) {
        Thread.sleep(stepMillis);
        List<GenerationEvent> events = step();
        if (!events.isEmpty() && !closed) {
          STEPS.incrementAndGet();
          listener.onEvents(events);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (EngineFailure e) {
      BREAKDOWNS.incrementAndGet();
      listener.onFailure(e);
    }
  }

  private List<GenerationEvent> step() {
    List<GenerationEvent> events = new ArrayList<>();
    synchronized (requests) {
      for (GenerationRequest request : requests.values().stream().limit(slots).toList()) {
        if (poison.contains(request.requestId())) {
          throw new EngineFailure("poisoned", null);
        }
        int position = positions.merge(request.key(), 1, Integer::sum) - 1;
        int token = token(request.requestId(), position);
        events.add(new Token(request.key(), token, String.valueOf((char) token), null));
        if (position + 1 >= request.sampling().maxTokens()) {
          requests.remove(request.key());
          events.add(
              new Finished(
                  request.key(),
                  EndReason.LENGTH,
                  expectedText(request.requestId(), position + 1),
                  new double[0],
                  new double[0],
                  new Timings(0, 0, 0, 0, 0)));
        }
      }
    }
    return events;
  }

  @Override
  public EngineStats stats() {
    return new EngineStats(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, LoopTimes.NONE);
  }

  @Override
  public void close() {
    closed = true;
  }
}
