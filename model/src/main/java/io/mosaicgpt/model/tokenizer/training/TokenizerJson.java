package io.mosaicgpt.model.tokenizer.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes a {@code tokenizer.json} in the form of GPT-NeoX's. */
final class TokenizerJson {
  /** Line breaks are part of the bytes, which should not depend on the machine. */
  private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");

  private static final ObjectMapper JSON = new ObjectMapper();

  private TokenizerJson() {}

  /** The file's bytes, which follow from the vocabulary alone. */
  static byte[] of(LearnedVocabulary vocabulary) {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    addedTokens(root.putArray("added_tokens"), vocabulary);
    root.putObject("normalizer").put("type", "NFC");
    for (String part : List.of("pre_tokenizer", "post_processor", "decoder")) {
      root.putObject(part)
          .put("type", "ByteLevel")
          .put("add_prefix_space", false)
          .put("trim_offsets", true);
    }
    model(root.putObject("model"), vocabulary);
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(INDENTER)
            .withArrayIndenter(INDENTER);
    try {
      String json = JSON.writer(printer).writeValueAsString(root);
      return (json + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static void addedTokens(ArrayNode array, LearnedVocabulary vocabulary) {
    int special = 1 + vocabulary.spec().special().size();
    for (int id = 0; id < special; id++) {
      addedToken(array, id, vocabulary.tokens().get(id), true);
    }
    int id = vocabulary.tokens().size();
    for (String text : vocabulary.spec().added()) {
      addedToken(array, id++, text, false);
    }
  }

  private static void addedToken(ArrayNode array, int id, String content, boolean special) {
    array
        .addObject()
        .put("id", id)
        .put("special", special)
        .put("content", content)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false);
  }

  private static void model(ObjectNode model, LearnedVocabulary vocabulary) {
    model
        .put("type", "BPE")
        .putNull("dropout")
        .putNull("unk_token")
        .putNull("continuing_subword_prefix")
        .putNull("end_of_word_suffix")
        .put("fuse_unk", false);
    ObjectNode vocab = model.putObject("vocab");
    List<String> tokens = vocabulary.tokens();
    for (int id = 0; id < tokens.size(); id++) {
      vocab.put(tokens.get(id), id);
    }
    ArrayNode merges = model.putArray("merges");
    for (Merge merge : vocabulary.merges()) {
      merges.add(tokens.get(merge.left()) + " " + tokens.get(merge.right()));
    }
  }
}
