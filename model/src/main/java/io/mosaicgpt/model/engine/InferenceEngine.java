package io.mosaicgpt.model.engine;

import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.ServedModel;
import java.time.Duration;

/**
 * A model being served. Shared by any number of sessions, which it serves fairly. Thread-safe.
 *
 * <p>Obtained from {@code EngineRegistry}; closing gives it back.
 */
public interface InferenceEngine extends AutoCloseable {
  /** What is served. */
  ServedModel model();

  /**
   * Opens a stream of requests with their events.
   *
   * @param listener called by the engine's thread
   */
  Session open(GenerationEvent.Listener listener);

  /** How it was set up. */
  EngineSetup setup();

  /** A snapshot of the engine's counters. */
  EngineStats stats();

  /**
   * How long the step under way has been running, zero between steps. A step that takes minutes
   * hangs in native code, and no request will ever hear from it.
   */
  default Duration stepAge() {
    return Duration.ZERO;
  }

  /**
   * Gives the engine up because it hangs: all its sessions hear why, nobody gets it again, and
   * closing does not wait for it. Its memory comes back when the step under way ends, if ever.
   */
  default void abandon(Throwable why) {}

  /** Gives the engine back; the last one out unloads it after the registry's linger. Idempotent. */
  @Override
  void close();

  /** One caller's requests. Thread-safe; events of a session arrive in order. */
  interface Session extends AutoCloseable {
    /** Queues a request. Never blocks. Bad requests end with a {@link GenerationEvent.Failed}. */
    void submit(GenerationRequest request);

    /** Drops a request; no event follows for it, save those already under way. */
    void abort(long key);

    /** Drops all requests; no events follow. */
    @Override
    void close();
  }
}
