package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.constraint.CompiledForm;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.RequestException;
import java.util.Optional;

/** What callers ask of the engine's thread. */
sealed interface EngineCommand {
  /**
   * A new request.
   *
   * @param form compiled, if the request asks for one
   */
  record Submit(
      EngineSession session, GenerationRequest request, Optional<CompiledForm> form, long atNanos)
      implements EngineCommand {
    Submit with(CompiledForm compiled) {
      return new Submit(session, request, Optional.of(compiled), atNanos);
    }
  }

  /** A new request whose form cannot be used. */
  record Refuse(EngineSession session, GenerationRequest request, RequestException why)
      implements EngineCommand {}

  /** Nobody waits for this request any more. */
  record Abort(EngineSession session, long key) implements EngineCommand {}

  /** Nobody waits for any request of this session any more. */
  record CloseSession(EngineSession session) implements EngineCommand {}

  /** The engine is to end. */
  record Shutdown() implements EngineCommand {}
}
