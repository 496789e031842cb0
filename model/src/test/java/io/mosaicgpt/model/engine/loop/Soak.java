package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.pool.EngineRegistry;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Serves many short requests of the embedded model and prints the process's resident memory in kB
 * after each tenth of them. A program of its own, so that nothing but the engine is in the process,
 * and its heap can be laid out whole at the start: then what grows is native.
 */
final class Soak implements GenerationEvent.Listener {
  static final int WINDOWS = 10;

  private static final int IN_FLIGHT = 32;
  private static final List<String> WORDS = List.of("a", "the box", "one two", "Why?", " ", "42");

  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final AtomicReference<String> failure = new AtomicReference<>();

  private Soak() {}

  /** Takes the number of requests. */
  public static void main(String[] arguments) throws Exception {
    int requests = Integer.parseInt(arguments[0]);
    Soak soak = new Soak();
    try (InferenceEngine engine =
            EngineRegistry.acquire(new EngineSpec("embedded", "auto", "cpu", 16, 256, 0, 0, ""));
        InferenceEngine.Session session = engine.open(soak)) {
      soak.serve(engine.model(), session, 0, requests / 10); // warm: classes, arenas, caches
      System.out.println(residentKb());
      for (int window = 1; window <= WINDOWS; window++) {
        soak.serve(engine.model(), session, window, requests / WINDOWS);
        System.out.println(residentKb());
      }
    }
  }

  /** Text goes in and comes out; half are sampled, some have a stop text, logprobs or choices. */
  private void serve(ServedModel model, InferenceEngine.Session session, int window, int requests)
      throws InterruptedException {
    PromptEncoder encoder = new PromptEncoder(model);
    for (int i = 0; i < requests; i++) {
      room.acquire();
      PromptInput input =
          PromptInput.ofPrompt("request-" + window + "-" + i, WORDS.get(i % WORDS.size()));
      var sampling = SamplingParams.builder().maxTokens(1 + i % 2).temperature(i % 2);
      switch (i % 10) {
        case 0 -> sampling.stop(List.of("end")).logprobs(2);
        case 1 -> input = input.withChoices(List.of("yes", "no"));
        default -> sampling.ignoreEos(true);
      }
      session.submit(encoder.encode(i, input, sampling, OptionalLong.empty()));
    }
    room.acquire(IN_FLIGHT);
    room.release(IN_FLIGHT);
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
  }

  @Override
  public void onEvents(List<GenerationEvent> events) {
    for (GenerationEvent event : events) {
      if (event instanceof GenerationEvent.Failed failed) {
        failure.set(failed.toString());
      }
      if (!(event instanceof GenerationEvent.Token)) {
        room.release();
      }
    }
  }

  @Override
  public void onFailure(Throwable cause) {
    failure.set(cause.toString());
    room.release(IN_FLIGHT);
  }

  private static long residentKb() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
