package io.mosaicgpt.jobs.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mosaicgpt.model.client.Answer;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.sampling.ScoredToken;
import java.util.Locale;

/** The JSON document of {@code generate}. */
final class GenerateJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** What is wrong with an answer that was cut. */
  static final String INCOMPLETE =
      "The answer was cut before it had the form that was asked for: raise --max-tokens.";

  private GenerateJson() {}

  /**
   * The document: text, token_ids, finish_reason, usage; label, labels, confidence and label_scores
   * with choices; logprobs when they were asked for; error when the answer has not the form that it
   * should have.
   */
  static ObjectNode of(Answer answer) {
    ObjectNode json = NODES.objectNode();
    json.put("text", answer.text());
    ArrayNode ids = json.putArray("token_ids");
    answer.tokenIds().forEach(ids::add);
    boolean incomplete = answer.finishReason() == EndReason.INCOMPLETE;
    EndReason shown = incomplete ? EndReason.LENGTH : answer.finishReason();
    json.put("finish_reason", shown.name().toLowerCase(Locale.ROOT));
    ObjectNode usage = json.putObject("usage");
    usage.put("prompt_tokens", answer.usage().promptTokens());
    usage.put("completion_tokens", answer.usage().completionTokens());
    answer
        .labelScores()
        .ifPresent(
            scores -> {
              json.put("label", scores.label().orElse(null));
              ArrayNode labels = json.putArray("labels");
              scores.labels().forEach(labels::add);
              json.putNull("confidence");
              scores.confidence().ifPresent(p -> json.put("confidence", p));
              ObjectNode byLabel = json.putObject("label_scores");
              scores.probabilities().forEach(byLabel::put);
            });
    if (answer.request().sampling().logprobs() >= 0) {
      ArrayNode logprobs = json.putArray("logprobs");
      answer.tokens().stream()
          .map(GenerationEvent.Token::logprob)
          .forEach(logprob -> logprobs.add(logprob(logprob)));
    }
    if (incomplete) {
      json.putObject("error").put("code", "form_incomplete").put("message", INCOMPLETE);
    }
    return json;
  }

  private static ObjectNode logprob(ScoredToken logprob) {
    ObjectNode json = NODES.objectNode();
    json.put("token_id", logprob.tokenId());
    json.put("logprob", logprob.logprob());
    ArrayNode top = json.putArray("top");
    for (ScoredToken.Alternative alternative : logprob.top()) {
      top.addObject().put("token_id", alternative.tokenId()).put("logprob", alternative.logprob());
    }
    return json;
  }
}
