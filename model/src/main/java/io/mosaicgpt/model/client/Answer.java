package io.mosaicgpt.model.client;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import java.util.List;
import java.util.Optional;

/**
 * What came of a request.
 *
 * @param request as it was served
 * @param tokens in order; empty when labels were scored
 * @param finished the end
 * @param calibration of the model that served it
 */
public record Answer(
    GenerationRequest request,
    List<GenerationEvent.Token> tokens,
    GenerationEvent.Finished finished,
    Calibration calibration) {
  public Answer {
    requireNonNull(request, "request is null");
    tokens = List.copyOf(tokens);
    requireNonNull(finished, "finished is null");
    requireNonNull(calibration, "calibration is null");
  }

  /**
   * The whole text; null without a tokenizer. When labels were scored, what they say, null if none
   * counts.
   */
  public String text() {
    Optional<LabelScores> scores = labelScores();
    return scores.isPresent() ? scores.get().text().orElse(null) : finished.text();
  }

  /** Why it ended. */
  public EndReason finishReason() {
    return finished.reason();
  }

  /** Ids of the tokens that were generated. */
  public List<Integer> tokenIds() {
    return tokens.stream().map(GenerationEvent.Token::tokenId).toList();
  }

  /** Scores of the request's labels, if it had any and their time sufficed. */
  public Optional<LabelScores> labelScores() {
    return request.choices().isEmpty()
        ? Optional.empty()
        : Optional.of(LabelScores.of(request, finished, calibration))
            .filter(LabelScores::areComplete);
  }

  /** What it took. */
  public Usage usage() {
    return new Usage(
        request.promptTokens().length,
        request.generatedTokens().length + tokens.size(),
        finished.timings().cachedPromptTokens());
  }

  /**
   * Tokens of a request.
   *
   * @param cachedPromptTokens those of the prompt that did not have to be computed
   */
  public record Usage(int promptTokens, int completionTokens, int cachedPromptTokens) {}
}
