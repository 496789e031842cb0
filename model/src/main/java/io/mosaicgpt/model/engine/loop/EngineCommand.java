package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.generation.GenerationRequest;

/** What callers ask of the engine's thread. */
sealed interface EngineCommand {
  /** A new request. */
  record Submit(EngineSession session, GenerationRequest request, long atNanos)
      implements EngineCommand {}

  /** Nobody waits for this request any more. */
  record Abort(EngineSession session, long key) implements EngineCommand {}

  /** Nobody waits for any request of this session any more. */
  record CloseSession(EngineSession session) implements EngineCommand {}

  /** The engine is to end. */
  record Shutdown() implements EngineCommand {}
}
