package io.mosaicgpt.model.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mosaicgpt.model.tokenizer.GptNeox;
import io.mosaicgpt.model.tokenizer.HuggingFaceJsonTokenizer;
import io.mosaicgpt.model.tokenizer.SmallTokenizer;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SharedBeginningTest {
  /** What tokenizers treat differently, and what joins across a seam. */
  private static final List<String> PIECES =
      List.of(
          "word",
          "The",
          "it's",
          "'",
          "l",
          "ll",
          "s",
          " ",
          "  ",
          "     ",
          "\n",
          "\n\n",
          "\t",
          "12",
          "3",
          ".",
          "...",
          "###",
          "e",
          "\u0301",
          "\u00e9",
          "\u4f60",
          "\u3002",
          "\ud83d\ude00",
          "\u00a0",
          " a",
          " b",
          "\r\n",
          "\ud800",
          "positive",
          " End");

  @Test
  void textsGetTheTokensThatTheyHaveAsWholes() throws IOException {
    try (Tokenizer tokenizer = SmallTokenizer.open()) {
      assertWholes(tokenizer, 3000);
    }
  }

  @Test
  void textsGetTheTokensOfTheReleasedModelsTokenizer() {
    try (Tokenizer tokenizer = HuggingFaceJsonTokenizer.open(GptNeox.tokenizer())) {
      assertWholes(tokenizer, 3000);
    }
  }

  @Test
  void aTokenizerWithoutWordsTokenizesTheWholeText() throws IOException {
    try (Tokenizer tokenizer =
        SmallTokenizer.changed(
            root -> {
              root.withObject("/pre_tokenizer").put("use_regex", false);
            })) {
      assertWholes(tokenizer, 1000);
    }
  }

  @Test
  void nothingIsTokenizedAgainBehindAnAddedToken() throws IOException {
    try (Tokenizer tokenizer = SmallTokenizer.changed(SharedBeginningTest::addTokens)) {
      List<String> asked = new ArrayList<>();
      SharedBeginning shared =
          new SharedBeginning(
              tokenizer,
              "The word###",
              text -> {
                asked.add(text);
                return tokenizer.encode(text);
              });

      assertThat(shared.with("positive")).isEqualTo(tokenizer.encode("The word###positive"));
      assertThat(asked).containsExactly("positive");
      assertWholes(tokenizer, 3000);
    }
  }

  /** One that ends apart, and one each that may go on, takes what follows, or is normalized. */
  private static void addTokens(ObjectNode root) {
    addToken(root, "###", false, false);
    addToken(root, "ll", false, false);
    addToken(root, "llThe", false, false);
    addToken(root, "...", true, false);
    addToken(root, "e", false, true);
  }

  private static void addToken(
      ObjectNode root, String content, boolean rstrip, boolean normalized) {
    ArrayNode tokens = (ArrayNode) root.get("added_tokens");
    ObjectNode vocabulary = (ObjectNode) root.at("/model/vocab");
    int id = vocabulary.path(content).asInt(vocabulary.size() + tokens.size());
    vocabulary.put(content, id);
    tokens
        .addObject()
        .put("id", id)
        .put("content", content)
        .put("special", false)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", rstrip)
        .put("normalized", normalized);
  }

  private static void assertWholes(Tokenizer tokenizer, int rounds) {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < rounds; round++) {
      String beginning = text(random, 1 + random.nextInt(20));
      SharedBeginning shared = new SharedBeginning(tokenizer, beginning);
      assertThat(shared.tokens()).isEqualTo(tokenizer.encode(beginning));
      for (int i = 0; i < 2; i++) {
        String rest = text(random, random.nextInt(4));
        assertThat(shared.with(rest))
            .as("<%s><%s>", beginning, rest)
            .isEqualTo(tokenizer.encode(beginning + rest));
      }
    }
  }

  private static String text(SplittableRandom random, int pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }
}
