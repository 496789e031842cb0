package io.mosaicgpt.jobs.measure.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import io.mosaicgpt.jobs.BadInputException;
import java.util.Optional;

/**
 * Reads one line of a workload: {@code {"id", "prompt" | "prompt_tokens", "n_predict",
 * "ignore_eos", "temperature"}}. Other keys are the workload's own notes, such as {@code n_prompt}.
 */
final class WorkloadLine {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEFAULT_MAX_TOKENS = 64;

  private final String where;

  /**
   * A reader whose errors say where.
   *
   * @param where file and line
   */
  WorkloadLine(String where) {
    this.where = where;
  }

  /** The request; {@code number} is its id when the line has none. */
  WorkloadRequest parse(String line, int number) {
    JsonNode object;
    try {
      object = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new BadInputException(where + " is no JSON: " + e.getOriginalMessage() + ".", e);
    }
    if (!object.isObject()) {
      throw refuse("is no JSON object: write {\"prompt\": ...}");
    }
    WorkloadRequest request =
        new WorkloadRequest(
            object.hasNonNull("id") ? object.get("id") : IntNode.valueOf(number),
            prompt(object),
            tokens(object),
            maxTokens(object),
            object.path("ignore_eos").asBoolean(false),
            object.path("temperature").asDouble(0));
    if (request.promptTokens().length == 0 && request.prompt().isEmpty()) {
      throw refuse("has neither prompt nor prompt_tokens: give one");
    }
    try {
      request.sampling(0);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(where + " cannot be used: " + e.getMessage() + ".", e);
    }
    return request;
  }

  private Optional<String> prompt(JsonNode object) {
    JsonNode prompt = object.path("prompt");
    if (prompt.isMissingNode() || prompt.isNull()) {
      return Optional.empty();
    }
    if (!prompt.isTextual() || prompt.asText().isEmpty()) {
      throw refuse("has a prompt that is no text: give a non-empty one");
    }
    return Optional.of(prompt.asText());
  }

  private int[] tokens(JsonNode object) {
    JsonNode tokens = object.path("prompt_tokens");
    int[] ids = new int[tokens.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = wholeNumber(tokens.get(i), "the prompt token");
    }
    return ids;
  }

  private int maxTokens(JsonNode object) {
    JsonNode maxTokens = object.path("n_predict");
    return maxTokens.isMissingNode() ? DEFAULT_MAX_TOKENS : wholeNumber(maxTokens, "n_predict");
  }

  private int wholeNumber(JsonNode value, String name) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw refuse("has %s %s: give a whole number".formatted(name, value));
    }
    return value.asInt();
  }

  private BadInputException refuse(String what) {
    return new BadInputException(where + " " + what + ".");
  }
}
