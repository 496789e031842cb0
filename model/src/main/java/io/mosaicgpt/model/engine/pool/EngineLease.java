package io.mosaicgpt.model.engine.pool;

import io.mosaicgpt.model.engine.EngineSetup;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.loop.EngineSession;
import io.mosaicgpt.model.engine.loop.LoadedEngine;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.prompt.ServedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One user's hold on a shared engine, with the user's own view of its model. Closing it ends the
 * sessions it opened. Thread-safe.
 */
final class EngineLease implements InferenceEngine {
  private final LoadedEngine engine;
  private final ServedModel model;
  private final Runnable release;
  private final List<EngineSession> sessions = new ArrayList<>();
  private boolean closed;

  /** A hold on an engine that is loaded. */
  EngineLease(LoadedEngine engine, ModelView view, Runnable release) {
    this.engine = engine;
    this.model = view.of(engine.model());
    this.release = release;
  }

  @Override
  public ServedModel model() {
    return model;
  }

  @Override
  public Session open(GenerationEvent.Listener listener) {
    synchronized (sessions) {
      if (closed) {
        throw new IllegalStateException("this hold on the engine has been closed");
      }
      sessions.removeIf(EngineSession::hasEnded);
      EngineSession session = engine.open(listener);
      sessions.add(session);
      return session;
    }
  }

  @Override
  public EngineSetup setup() {
    return engine.setup();
  }

  @Override
  public EngineStats stats() {
    return engine.stats();
  }

  @Override
  public Duration stepAge() {
    return engine.stepAge();
  }

  @Override
  public void abandon(Throwable why) {
    engine.abandon(why);
  }

  @Override
  public void close() {
    synchronized (sessions) {
      if (closed) {
        return;
      }
      closed = true;
    }
    sessions.forEach(EngineSession::close);
    release.run();
  }
}
