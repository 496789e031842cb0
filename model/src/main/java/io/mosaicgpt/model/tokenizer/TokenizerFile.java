package io.mosaicgpt.model.tokenizer;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.GitLfsPointer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A {@code tokenizer.json}, checked. Only byte-level BPE is accepted, and of the other parts only
 * those known to be harmless: the native library ends the whole process on some files that it does
 * not expect, so nothing unknown gets there.
 */
final class TokenizerFile {
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(32).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final List<String> NORMALIZERS =
      List.of("NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Sequence");
  private static final List<String> PRE_TOKENIZERS = List.of("ByteLevel", "Digits", "Sequence");
  private static final List<String> DECODERS = List.of("ByteLevel");
  private static final List<String> MODELS = List.of("BPE");

  private final String name;
  private final ObjectNode root;

  /**
   * Reads a file's bytes.
   *
   * @param name of the file, for messages
   * @throws CheckpointException when it is no such file
   */
  TokenizerFile(String name, byte[] json) {
    this.name = requireNonNull(name, "name is null");
    this.root = parse(json);
    checkType("model", model(), MODELS);
    checkType("decoder", root.path("decoder"), DECODERS);
    checkOptional("normalizer", root.path("normalizer"), NORMALIZERS);
    checkOptional("pre_tokenizer", root.path("pre_tokenizer"), PRE_TOKENIZERS);
    checkModel();
  }

  /** The tokens that the model's merges make, by their text in the byte-level alphabet. */
  JsonNode vocab() {
    return model().path("vocab");
  }

  /**
   * One element of {@code added_tokens}.
   *
   * @param json the element as it stands
   */
  record AddedToken(int id, String content, boolean special, JsonNode json) {}

  List<AddedToken> addedTokens() {
    List<AddedToken> tokens = new ArrayList<>();
    for (JsonNode token : root.path("added_tokens")) {
      String content = token.path("content").asText("");
      if (content.isEmpty() || !token.path("id").isInt()) {
        throw refuse("an element of added_tokens has no content or no id");
      }
      boolean special = token.path("special").asBoolean();
      tokens.add(new AddedToken(token.get("id").intValue(), content, special, token));
    }
    return tokens;
  }

  /**
   * Added tokens at whose end a text is always cut: they are looked for before anything else is,
   * the leftmost and longest first, so nothing behind one changes that it is found, unless it is
   * part of another one.
   */
  Set<Integer> tokensThatEndApart() {
    List<AddedToken> ordinary = addedTokens().stream().filter(token -> !token.special()).toList();
    return ordinary.stream()
        .filter(
            token ->
                Stream.of("rstrip", "single_word", "normalized")
                    .noneMatch(flag -> token.json().path(flag).asBoolean(true)))
        .filter(
            token ->
                ordinary.stream()
                    .noneMatch(o -> o.id() != token.id() && o.content().contains(token.content())))
        .map(AddedToken::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The file as the native library gets it: special tokens in a text are ordinary characters to it,
   * it adds no token and cuts nothing off. The vocabulary gets every added token, since the library
   * numbers those that it does not find there by itself; no merge makes them.
   */
  String withoutSpecialTokens() {
    ObjectNode copy = root.deepCopy();
    copy.putNull("truncation").putNull("padding").putNull("post_processor");
    ArrayNode ordinary = copy.putArray("added_tokens");
    ObjectNode vocab = (ObjectNode) copy.get("model").get("vocab");
    for (AddedToken token : addedTokens()) {
      vocab.put(token.content(), token.id());
      if (!token.special()) {
        ordinary.add(token.json());
      }
    }
    return copy.toString();
  }

  /** An error about this file. */
  CheckpointException refuse(String why) {
    return new CheckpointException(
        name + " is not a tokenizer that can be used: " + firstLine(why) + ".");
  }

  private ObjectNode parse(byte[] json) {
    GitLfsPointer.refuse(name, "the tokenizer", json);
    try {
      if (JSON.readTree(json) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          "%s is not valid JSON (line %d: %s); copy it again."
              .formatted(name, e.getLocation().getLineNr(), firstLine(e.getOriginalMessage())),
          e);
    } catch (IOException e) {
      throw new CheckpointException(name + " is no text; copy it again.", e);
    }
    throw refuse("it holds no JSON object");
  }

  private JsonNode model() {
    return root.path("model");
  }

  private void checkModel() {
    if (!vocab().isObject()) {
      throw refuse("its model has no vocab");
    }
    for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      JsonNode value = model().path(affix);
      if (!value.isMissingNode() && !value.isNull() && !value.asText().isEmpty()) {
        throw refuse("its " + affix + " is set, which byte-level BPE has no use for");
      }
    }
    if (model().path("dropout").asDouble(0) != 0) {
      throw refuse("its dropout is set, which would split a text differently each time");
    }
  }

  private void checkOptional(String key, JsonNode part, List<String> known) {
    if (!part.isMissingNode() && !part.isNull()) {
      checkType(key, part, known);
    }
  }

  private void checkType(String key, JsonNode part, List<String> known) {
    String type = part.path("type").asText("");
    if (!known.contains(type)) {
      throw refuse(
          "its %s is of type '%s', but only %s can be used"
              .formatted(key, firstLine(type), String.join(", ", known)));
    }
    // A Sequence's only array is that of its parts, whatever it is called.
    for (JsonNode value : part) {
      if (type.equals("Sequence") && value.isArray()) {
        value.forEach(inner -> checkType(key, inner, known));
      }
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
