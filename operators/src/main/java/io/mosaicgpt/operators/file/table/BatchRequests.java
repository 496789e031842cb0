package io.mosaicgpt.operators.file.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Requests of OpenAI's batch files: a body with a prompt, or with messages, of which one is the
 * user's and the system's, if any, come before it; and sampling in OpenAI's and vLLM's words.
 *
 * @param instructed whether the job has an instruction, which a prompt or message is about;
 *     otherwise they say themselves what to do
 */
public record BatchRequests(boolean instructed) implements RowRequests {
  /** What would change the answer, and is not done here. */
  private static final List<String> UNSUPPORTED =
      List.of(
          "tools",
          "tool_choice",
          "functions",
          "function_call",
          "logit_bias",
          "guided_grammar",
          "structured_outputs",
          "structural_tag",
          "suffix");

  @Override
  public Instruction of(Row row, String id) throws RowException {
    if (!(row.columns().get("body") instanceof ObjectNode body)) {
      throw invalid("it has no body; give it one with a prompt or with messages");
    }
    for (String word : UNSUPPORTED) {
      if (isGiven(body, word)) {
        throw invalid("its %s cannot be had here; leave it out".formatted(word));
      }
    }
    Instruction.Builder request =
        Instruction.newBuilder()
            .setRequestId(id)
            .setCustomId(row.text("custom_id").orElse(null))
            .setSampling(sampling(body));
    if (isGiven(body, "prompt") == isGiven(body, "messages")) {
      throw invalid(
          "its body has %s; give one of them"
              .formatted(
                  isGiven(body, "prompt")
                      ? "both prompt and messages"
                      : "neither prompt nor messages"));
    }
    if (isGiven(body, "prompt")) {
      prompt(body.get("prompt"), request);
    } else {
      messages(body.get("messages"), request);
    }
    form(body, request);
    return request.build();
  }

  private void prompt(JsonNode prompt, Instruction.Builder request) throws RowException {
    JsonNode one = prompt.isArray() && prompt.size() == 1 ? prompt.get(0) : prompt;
    if (one.isTextual()) {
      if (instructed) {
        request.setContext(one.asText());
      } else {
        request.setPrompt(one.asText());
      }
    } else if (prompt.isArray() && isOf(prompt, JsonNode::isInt) && !instructed) {
      List<Integer> ids = new ArrayList<>();
      prompt.forEach(token -> ids.add(token.asInt()));
      request.setPromptTokenIds(ids);
    } else {
      throw invalid("its prompt is neither a text nor a list of token ids; give one of them");
    }
  }

  private void messages(JsonNode messages, Instruction.Builder request) throws RowException {
    List<String> system = new ArrayList<>();
    String user = null;
    for (JsonNode message : messages) {
      String role = message.path("role").asText();
      boolean first = user == null;
      if (first && (role.equals("system") || role.equals("developer"))) {
        system.add(content(message));
      } else if (first && role.equals("user")) {
        user = content(message);
      } else {
        throw invalid(
            "its messages are a conversation; give messages of the system, if any, and then one of the user");
      }
    }
    if (user == null) {
      throw invalid("its messages have none of the user; give one");
    }
    if (instructed) {
      request.setContext(user);
    } else if (system.isEmpty()) {
      request.setInstruction(user);
    } else {
      request.setInstruction(String.join("\n\n", system)).setContext(user);
    }
  }

  private static String content(JsonNode message) throws RowException {
    JsonNode content = message.path("content");
    if (content.isTextual()) {
      return content.asText();
    }
    if (content.isArray() && isOf(content, part -> part.path("text").isTextual())) {
      List<String> texts = new ArrayList<>();
      content.forEach(part -> texts.add(part.get("text").asText()));
      return String.join("\n", texts);
    }
    throw invalid("one of its messages has a content that is no text; give text");
  }

  private static boolean isOf(JsonNode list, Predicate<JsonNode> kind) {
    for (JsonNode item : list) {
      if (!kind.test(item)) {
        return false;
      }
    }
    return !list.isEmpty();
  }

  private static SamplingOptions sampling(ObjectNode body) throws RowException {
    if (body.path("n").asInt(1) != 1) {
      throw invalid("its n is %s; a request gets one answer".formatted(body.get("n")));
    }
    SamplingOptions options = SamplingOptions.newBuilder().build();
    whole(body, "max_tokens", options::setMaxTokens);
    whole(body, "max_completion_tokens", options::setMaxTokens);
    whole(body, "min_tokens", options::setMinTokens);
    whole(body, "top_k", options::setTopK);
    number(body, "temperature", options::setTemperature);
    number(body, "top_p", options::setTopP);
    number(body, "min_p", options::setMinP);
    number(body, "repetition_penalty", options::setRepetitionPenalty);
    number(body, "presence_penalty", options::setPresencePenalty);
    number(body, "frequency_penalty", options::setFrequencyPenalty);
    if (isGiven(body, "seed")) {
      options.setSeed(
          require(body, "seed", body.get("seed").isIntegralNumber(), "a whole number").asLong());
    }
    if (isGiven(body, "ignore_eos")) {
      options.setIgnoreEos(
          require(body, "ignore_eos", body.get("ignore_eos").isBoolean(), "true or false")
              .asBoolean());
    }
    if (isGiven(body, "stop") && !(body.get("stop").isArray() && body.get("stop").isEmpty())) {
      options.setStop(texts(body, "stop"));
    }
    return options;
  }

  /** In vLLM's words, and OpenAI's for a schema. */
  private static void form(ObjectNode body, Instruction.Builder request) throws RowException {
    if (isGiven(body, "guided_choice")) {
      request.setChoices(texts(body, "guided_choice"));
    }
    if (isGiven(body, "guided_regex")) {
      request.setRegex(
          require(body, "guided_regex", body.get("guided_regex").isTextual(), "a text").asText());
    }
    if (isGiven(body, "guided_json")) {
      JsonNode schema = body.get("guided_json");
      request.setJsonSchema(schema.isTextual() ? schema.asText() : schema.toString());
    }
    JsonNode format = body.path("response_format");
    if (isGiven(body, "response_format")) {
      require(body, "response_format", format.isObject(), "an object with a type");
    }
    switch (format.path("type").asText("text")) {
      case "text" -> {}
      case "json_schema" -> {
        if (!format.at("/json_schema/schema").isObject()) {
          throw invalid("its response_format has no schema; give one in json_schema.schema");
        }
        request.setJsonSchema(format.at("/json_schema/schema").toString());
      }
      default ->
          throw invalid(
              "its response_format is of type '%s'; give json_schema, or leave it out"
                  .formatted(format.path("type").asText()));
    }
  }

  private static boolean isGiven(ObjectNode body, String word) {
    return body.hasNonNull(word);
  }

  private static void whole(ObjectNode body, String word, Consumer<Integer> setter)
      throws RowException {
    if (isGiven(body, word)) {
      setter.accept(require(body, word, body.get(word).isInt(), "a whole number").asInt());
    }
  }

  private static void number(ObjectNode body, String word, Consumer<Double> setter)
      throws RowException {
    if (isGiven(body, word)) {
      setter.accept(require(body, word, body.get(word).isNumber(), "a number").asDouble());
    }
  }

  private static List<String> texts(ObjectNode body, String word) throws RowException {
    JsonNode value = body.get(word);
    List<String> texts = new ArrayList<>();
    if (value.isTextual()) {
      texts.add(value.asText());
    } else {
      require(body, word, value.isArray() && isOf(value, JsonNode::isTextual), "a list of texts")
          .forEach(text -> texts.add(text.asText()));
    }
    return texts;
  }

  private static JsonNode require(ObjectNode body, String word, boolean fits, String expected)
      throws RowException {
    if (!fits) {
      throw invalid("its %s is no such thing; give %s".formatted(word, expected));
    }
    return body.get(word);
  }

  private static RowException invalid(String message) {
    return new RowException(ErrorCode.INVALID_REQUEST, message);
  }
}
