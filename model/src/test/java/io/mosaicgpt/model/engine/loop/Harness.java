package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.constraint.CompiledForm;
import io.mosaicgpt.model.constraint.form.FormCompiler;
import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.generation.GenerationEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The engine's loop without its thread: a turn is taken when the test says so. */
final class Harness {
  final HashingModel model;
  final EngineLoop loop;
  final Inbox inbox = new Inbox();
  final FormDesk forms;
  final Clock clock = new Clock();
  private final List<Recorder> recorders = new ArrayList<>();

  /** A clock that only the test moves. */
  static final class Clock implements EngineClock {
    private long millis = 1_000_000;

    @Override
    public long nanos() {
      return millis * 1_000_000;
    }

    @Override
    public long millis() {
      return millis;
    }

    void advance(long by) {
      millis += by;
    }
  }

  Harness(int slots, int quantum, BatchingOptions options, boolean withTokenizer) {
    this(
        slots,
        quantum,
        options,
        withTokenizer,
        Runnable::run,
        new FormCompiler(Models.TOKENIZER)::compile);
  }

  private Harness(
      int slots,
      int quantum,
      BatchingOptions options,
      boolean withTokenizer,
      Executor executor,
      Function<FormText, CompiledForm> compiler) {
    this.forms = new FormDesk(inbox, compiler, executor);
    this.model =
        new HashingModel(slots, quantum, options.totalPositions(slots, quantum), Models.USABLE);
    this.loop =
        new EngineLoop(
            Models.served(options.maxModelLen(), withTokenizer), model, options, inbox, clock);
  }

  /** Four slots, chunks of up to 16 tokens, 64 tokens at most. */
  static Harness roomy() {
    return new Harness(4, 8, new BatchingOptions(16, 64, 0, false), true);
  }

  /** A roomy one that compiles forms in some way and some where. */
  static Harness compilingWith(Executor executor, Function<FormText, CompiledForm> compiler) {
    return new Harness(4, 8, new BatchingOptions(16, 64, 0, false), true, executor, compiler);
  }

  EngineSession open(GenerationEvent.Listener listener) {
    if (listener instanceof Recorder recorder) {
      recorders.add(recorder);
    }
    return new EngineSession(inbox, forms, clock, listener, session -> {});
  }

  void turn() {
    try {
      if (!loop.turn()) {
        throw new AssertionError("nobody shut the engine down");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  boolean hasWork() {
    EngineStats stats = loop.stats();
    return stats.running() + stats.waiting() > 0;
  }

  void runUntilIdle() {
    for (int turns = 0; hasWork(); turns++) {
      if (turns > 200_000) {
        throw new AssertionError("no end: " + loop.stats());
      }
      turn();
    }
  }
}
