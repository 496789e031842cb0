package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.client.LabelScores;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.RequestedForm;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.sampling.ScoredToken;
import io.mosaicgpt.operators.wire.EventOrigin;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionChunk;
import io.mosaicgpt.schemas.CompletionError;
import io.mosaicgpt.schemas.FinishReason;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.Timings;
import io.mosaicgpt.schemas.TokenLogprob;
import io.mosaicgpt.schemas.TopLogprob;
import io.mosaicgpt.schemas.Usage;
import java.time.Instant;
import java.util.List;

/** Makes completions and chunks of what the engine reported. */
final class CompletionWriter {
  private static final double NANOS_PER_MILLI = 1e6;

  private final String model;
  private final Calibration calibration;
  private final Provenance provenance;

  CompletionWriter(ServedModel model) {
    this.model = model.config().name();
    this.calibration = model.calibration();
    this.provenance = new Provenance(model);
  }

  Completion completion(InFlight request, GenerationEvent.Finished end, long nowMillis) {
    Instruction instruction = request.instruction();
    TokenLog tokens = request.tokens();
    Completion.Builder completion =
        Completion.newBuilder()
            .setRequestId(instruction.getRequestId())
            .setCustomId(instruction.getCustomId())
            .setModel(model)
            .setOutputText(end.text())
            .setOutputTokenIds(tokens.ids(0))
            .setFinishReason(finishReason(end.reason()))
            .setUsage(new Usage(request.request().promptTokens().length, tokens.size()))
            .setTimings(timings(request, end.timings()))
            .setAttempt(request.attempt())
            .setSourceTimestamp(sourceTime(request))
            .setProducedAt(Instant.ofEpochMilli(nowMillis))
            .setMetadata(instruction.getMetadata())
            .setHeaders(EventOrigin.headersOf(request.event().origin()));
    if (!tokens.logprobs().isEmpty()) {
      completion.setLogprobs(tokens.logprobs().stream().map(CompletionWriter::logprob).toList());
    }
    if (!instruction.getChoices().isEmpty()) {
      label(completion, LabelScores.of(request.request(), end, calibration));
    }
    provenance.note(completion, instruction);
    if (end.reason() == EndReason.TIMEOUT) {
      completion.setError(timeout(request));
    } else if (end.reason() == EndReason.INCOMPLETE) {
      completion.setError(incomplete(request));
    }
    return completion.build();
  }

  private static void label(Completion.Builder completion, LabelScores scores) {
    if (scores.areComplete()) {
      completion
          .setLabel(scores.label().orElse(null))
          .setLabelScores(scores.probabilities())
          .setLabels(scores.labels())
          .setOutputText(scores.text().orElse(null));
      scores.confidence().ifPresent(completion::setConfidence);
    }
  }

  private static Instant sourceTime(InFlight request) {
    return SourceTime.of(request.event().origin(), request.event().eventTimestamp());
  }

  private static CompletionError timeout(InFlight request) {
    return new CompletionError(
        "timeout",
        ("request %s reached its deadline with %d of %d tokens; raise timeout_ms, or lower"
                + " max_tokens")
            .formatted(
                request.request().requestId(),
                request.tokens().size(),
                request.request().sampling().maxTokens()));
  }

  private static CompletionError incomplete(InFlight request) {
    return new CompletionError(
        "form_incomplete",
        "request %s was cut after %d tokens, before its answer had the form of its %s; raise max_tokens"
            .formatted(
                request.request().requestId(),
                request.tokens().size(),
                request.request().form().map(RequestedForm::field).orElse("form")));
  }

  /** The engine's times begin when it got the request, ours when the event was admitted. */
  private static Timings timings(InFlight request, GenerationEvent.Timings engine) {
    double waited = request.waitedMillis();
    return new Timings(
        waited + engine.queueNanos() / NANOS_PER_MILLI,
        waited + engine.firstTokenNanos() / NANOS_PER_MILLI,
        waited + engine.totalNanos() / NANOS_PER_MILLI);
  }

  private static FinishReason finishReason(EndReason reason) {
    return switch (reason) {
      case STOP -> FinishReason.stop;
      case LENGTH, INCOMPLETE -> FinishReason.length;
      case TIMEOUT -> FinishReason.timeout;
    };
  }

  private static TokenLogprob logprob(ScoredToken logprob) {
    List<TopLogprob> top =
        logprob.top().stream().map(t -> new TopLogprob(t.tokenId(), t.logprob())).toList();
    return new TokenLogprob(logprob.tokenId(), logprob.logprob(), top);
  }

  /** What came since the last chunk. */
  CompletionChunk chunk(InFlight request, long nowMillis) {
    Instruction instruction = request.instruction();
    return CompletionChunk.newBuilder()
        .setRequestId(instruction.getRequestId())
        .setCustomId(instruction.getCustomId())
        .setTokenOffset(request.chunkBegin())
        .setTokenIds(request.tokens().ids(request.chunkBegin()))
        .setText(request.chunkText())
        .setAttempt(request.attempt())
        .setSourceTimestamp(sourceTime(request))
        .setProducedAt(Instant.ofEpochMilli(nowMillis))
        .setHeaders(EventOrigin.headersOf(request.event().origin()))
        .build();
  }
}
