package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.engine.EngineSetup;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.LoopTimes;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationEvent.Finished;
import io.mosaicgpt.model.generation.GenerationEvent.Timings;
import io.mosaicgpt.model.generation.GenerationEvent.Token;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.ServedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * An engine that computes nothing: its thread takes what has been submitted and answers all of it
 * in one step with as many tokens as asked for. What a job over it costs is the job's own.
 */
final class InstantEngine implements InferenceEngine {
  private static final int SLOTS = 64;
  private static final String TEXT = "ok ";

  private final BlockingQueue<GenerationRequest> inbox = new LinkedBlockingQueue<>();
  private volatile Thread loop;

  @Override
  public ServedModel model() {
    return FakeEngine.served("instant", 2048);
  }

  @Override
  public EngineSetup setup() {
    return new EngineSetup(ElementType.FLOAT32, ReplicaDevice.CPU, SLOTS, 2048, 1 << 20, 64);
  }

  @Override
  public Session open(GenerationEvent.Listener listener) {
    loop = new Thread(() -> run(listener), "instant-engine");
    loop.setDaemon(true);
    loop.start();
    return new Session() {
      @Override
      public void submit(GenerationRequest request) {
        inbox.add(request);
      }

      @Override
      public void abort(long key) {}

      @Override
      public void close() {
        InstantEngine.this.close();
      }
    };
  }

  private void run(GenerationEvent.Listener listener) {
    List<GenerationRequest> taken = new ArrayList<>();
    try {
      while (true) {
        taken.add(inbox.take());
        inbox.drainTo(taken, SLOTS - 1);
        List<GenerationEvent> events = new ArrayList<>();
        taken.forEach(request -> answer(request, events));
        taken.clear();
        listener.onEvents(events);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(GenerationRequest request, List<GenerationEvent> events) {
    int tokens = request.sampling().maxTokens();
    for (int i = 0; i < tokens; i++) {
      events.add(new Token(request.key(), 'a', TEXT, null));
    }
    events.add(
        new Finished(
            request.key(),
            EndReason.LENGTH,
            TEXT.repeat(tokens),
            new double[0],
            new double[0],
            new Timings(1, 1, 1, 0, 0)));
  }

  @Override
  public EngineStats stats() {
    return new EngineStats(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, LoopTimes.NONE);
  }

  @Override
  public void close() {
    Thread running = loop;
    if (running != null) {
      running.interrupt();
    }
  }
}
