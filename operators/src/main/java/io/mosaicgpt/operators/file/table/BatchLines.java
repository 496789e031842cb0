package io.mosaicgpt.operators.file.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mosaicgpt.operators.wire.RowOrigin;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionError;
import io.mosaicgpt.schemas.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * Results in the form of OpenAI's batches. A label is in the body, too: {@code label}, {@code
 * confidence} and {@code label_scores} beside what OpenAI's has. Where the request stood comes
 * last.
 */
public record BatchLines() implements ResultLines {
  private static final int OK = 200;

  @Override
  public String of(Completion completion, RowOrigin origin) {
    ObjectNode line = line(origin, completion.getCustomId());
    CompletionError error = completion.getError();
    if (error != null) {
      fail(line, error.getCode(), error.getMessage());
    } else {
      ObjectNode response = line.putObject("response");
      response.put("status_code", OK);
      response.put("request_id", completion.getRequestId());
      response.set("body", body(completion, isChat(origin)));
      line.putNull("error");
    }
    return placed(line, origin);
  }

  @Override
  public String of(DeadLetter letter, RowOrigin origin) {
    ObjectNode line = line(origin, customId(letter, origin));
    fail(line, letter.getCode(), letter.getMessage());
    return placed(line, origin);
  }

  private static ObjectNode line(RowOrigin origin, String customId) {
    ObjectNode line = RowJson.MAPPER.createObjectNode();
    UUID id = UUID.nameUUIDFromBytes(origin.place().getBytes(StandardCharsets.UTF_8));
    line.put("id", "batch_req_" + id.toString().replace("-", ""));
    line.put("custom_id", customId);
    return line;
  }

  private static void fail(ObjectNode line, String code, String message) {
    line.putNull("response");
    line.putObject("error").put("code", code).put("message", message);
  }

  private static String placed(ObjectNode line, RowOrigin origin) {
    return line.put("source_path", origin.path()).put("source_line", origin.line()).toString();
  }

  private static ObjectNode body(Completion completion, boolean chat) {
    ObjectNode body = RowJson.MAPPER.createObjectNode();
    body.put("id", (chat ? "chatcmpl-" : "cmpl-") + completion.getRequestId());
    body.put("object", chat ? "chat.completion" : "text_completion");
    body.put("created", completion.getProducedAt().getEpochSecond());
    body.put("model", completion.getModel());
    ObjectNode choice = body.putArray("choices").addObject();
    choice.put("index", 0);
    if (chat) {
      choice
          .putObject("message")
          .put("role", "assistant")
          .put("content", completion.getOutputText());
    } else {
      choice.put("text", completion.getOutputText());
    }
    choice.putNull("logprobs");
    choice.put("finish_reason", completion.getFinishReason().toString());
    int prompt = completion.getUsage().getPromptTokens();
    int generated = completion.getUsage().getCompletionTokens();
    body.putObject("usage")
        .put("prompt_tokens", prompt)
        .put("completion_tokens", generated)
        .put("total_tokens", prompt + generated);
    if (completion.getLabelScores() != null) {
      body.put("label", completion.getLabel());
      body.put("confidence", completion.getConfidence());
      ObjectNode scores = body.putObject("label_scores");
      for (Map.Entry<String, Double> score : completion.getLabelScores().entrySet()) {
        scores.put(score.getKey(), score.getValue());
      }
    }
    return body;
  }

  private static boolean isChat(RowOrigin origin) {
    return request(origin).path("body").has("messages");
  }

  /** A request that could be read has one even where it was refused. */
  private static String customId(DeadLetter letter, RowOrigin origin) {
    return letter.getCustomId() == null
        ? request(origin).path("custom_id").asText(null)
        : letter.getCustomId();
  }

  private static JsonNode request(RowOrigin origin) {
    try {
      return origin.row().isEmpty()
          ? RowJson.MAPPER.createObjectNode()
          : RowJson.MAPPER.readTree(origin.row());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row that was read is no JSON any more", e);
    }
  }
}
