package io.mosaicgpt.operators.generate;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.operators.state.AdmittedEvent;
import io.mosaicgpt.operators.state.InFlightGeneration;
import io.mosaicgpt.schemas.Instruction;

/** A request that the engine works on or soon will, as the task's thread knows it. */
final class InFlight {
  private final InFlightGeneration origin;
  private final GenerationRequest request;
  private long submittedAtMillis;
  private int attempt;
  private final WatermarkHold.Epoch epoch;
  private final TokenLog tokens;
  private final StringBuilder chunkText = new StringBuilder();
  private int chunkBegin;
  private long lastTokenNanos;
  private boolean hasToken;

  /**
   * @param origin the request as it would be restored if nothing more were generated
   * @param request what the engine is given
   * @param epoch what watermarks it holds back
   */
  InFlight(InFlightGeneration origin, GenerationRequest request, WatermarkHold.Epoch epoch) {
    this.origin = requireNonNull(origin, "origin is null");
    this.request = requireNonNull(request, "request is null");
    this.submittedAtMillis = origin.admittedAtMillis();
    this.attempt = origin.attempt();
    this.epoch = requireNonNull(epoch, "epoch is null");
    this.tokens = new TokenLog(origin.progress());
    this.chunkBegin = tokens.size();
  }

  long key() {
    return request.key();
  }

  AdmittedEvent event() {
    return origin.event();
  }

  Instruction instruction() {
    return origin.event().instruction();
  }

  /** As many as there may have been, this one included. */
  int attempt() {
    return attempt;
  }

  void raiseAttempt() {
    attempt++;
  }

  /** The engine has it. */
  void submitted(long nowMillis) {
    submittedAtMillis = nowMillis;
  }

  long admittedAtMillis() {
    return origin.admittedAtMillis();
  }

  /** Milliseconds from admission until this attempt was handed to the engine. */
  long waitedMillis() {
    return Math.max(0, submittedAtMillis - origin.admittedAtMillis());
  }

  GenerationRequest request() {
    return request;
  }

  WatermarkHold.Epoch epoch() {
    return epoch;
  }

  TokenLog tokens() {
    return tokens;
  }

  /** Whether this attempt brought a token. */
  boolean hasToken() {
    return hasToken;
  }

  /**
   * Takes a token.
   *
   * @param nanos when the engine reported it
   * @return nanoseconds since the last one of this attempt, negative for the first
   */
  long append(GenerationEvent.Token token, long nanos) {
    tokens.append(token.tokenId(), token.logprob());
    long since = hasToken ? nanos - lastTokenNanos : -1;
    hasToken = true;
    lastTokenNanos = nanos;
    return since;
  }

  /** Text of the next chunk that became certain with the last token. */
  void extendChunk(String text) {
    chunkText.append(text);
  }

  /** Index of the first token that no chunk holds yet. */
  int chunkBegin() {
    return chunkBegin;
  }

  /** Text that became certain with the tokens from {@link #chunkBegin} on. */
  String chunkText() {
    return chunkText.toString();
  }

  /** The next chunk begins behind the last token. */
  void chunkDone() {
    chunkBegin = tokens.size();
    chunkText.setLength(0);
  }

  /** The request as a checkpoint holds it now. */
  InFlightGeneration snapshot() {
    return new InFlightGeneration(
        origin.event(),
        tokens.progress(),
        attempt,
        origin.admittedAtMillis(),
        origin.deadlineMillis());
  }
}
