package io.mosaicgpt.model.tokenizer.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.model.tokenizer.ByteLevelAlphabet;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The Hugging Face library gives the ids that follow from the words and merges of training, for any
 * text. {@code -Dmosaicgpt.fuzz.lines=100000} takes more of them, {@code -Dmosaicgpt.fuzz.seed=N}
 * others.
 */
class TrainedTokenizerFuzzTest {
  private static final long SEED = Long.getLong("mosaicgpt.fuzz.seed", 20260101);
  private static final int LINES = Integer.getInteger("mosaicgpt.fuzz.lines", 3000);
  private static final List<String> ADDED = List.of("### End", "\n\n### End", "  ", "\u0301x");

  @Test
  void idsAreThoseOfTheMergesForAnyText() throws IOException {
    FuzzedText texts = new FuzzedText(new SplittableRandom(SEED));
    List<String> training = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      training.add(texts.next());
    }
    check(texts, TokenizerFixture.trained(TokenizerFixture.spec(2000, 2), training), List.of());
    TokenizerSpec spec = new TokenizerSpec(2000, 2, List.of("<|padding|>"), ADDED);
    check(texts, TokenizerFixture.trained(spec, training), ADDED);
  }

  private static void check(FuzzedText texts, TrainedTokenizer trained, List<String> added)
      throws IOException {
    WordSplitter splitter = new WordSplitter(added);
    MergesByRank merges = new MergesByRank(trained.json());
    try (Tokenizer tokenizer = TokenizerFixture.open(trained)) {
      for (int line = 0; line < LINES / 2; line++) {
        String text = texts.next();
        String description = "seed %d, line %d: %s".formatted(SEED, line, escaped(text));
        int[] ids = tokenizer.encode(text);
        List<Integer> ofMerges = new ArrayList<>();
        splitter.split(text, word -> merges.encode(word, ofMerges));
        List<Integer> ofLibrary = new ArrayList<>();
        for (int id : ids) {
          if (id < trained.size() - added.size()) {
            ofLibrary.add(id);
          }
        }
        assertThat(ofLibrary).as(description).isEqualTo(ofMerges);
        if (added.isEmpty()) {
          assertThat(tokenizer.decode(ids))
              .as(description)
              .isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFC));
        }
      }
    }
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(
            c -> escaped.append(c < 0x7F && c > 0x1F ? "" + (char) c : "\\u%04X".formatted(c)));
    return escaped.toString();
  }

  /** Encodes words as the definition of byte pair encoding says: the earliest merge first. */
  private static final class MergesByRank {
    private final Map<String, Integer> ranks = new HashMap<>();
    private final Map<String, Integer> ids = new HashMap<>();

    MergesByRank(byte[] json) throws IOException {
      JsonNode model = new ObjectMapper().readTree(json).get("model");
      model.get("merges").forEach(merge -> ranks.put(merge.textValue(), ranks.size()));
      model.get("vocab").properties().forEach(e -> ids.put(e.getKey(), e.getValue().intValue()));
    }

    void encode(String word, List<Integer> to) {
      List<String> symbols = new ArrayList<>();
      for (byte value : word.getBytes(StandardCharsets.UTF_8)) {
        symbols.add(String.valueOf(ByteLevelAlphabet.character(value & 0xFF)));
      }
      for (int at = first(symbols); at >= 0; at = first(symbols)) {
        symbols.set(at, symbols.get(at) + symbols.remove(at + 1));
      }
      symbols.forEach(symbol -> to.add(ids.get(symbol)));
    }

    private int first(List<String> symbols) {
      int best = -1;
      int bestRank = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < symbols.size(); i++) {
        int rank = ranks.getOrDefault(symbols.get(i) + " " + symbols.get(i + 1), Integer.MAX_VALUE);
        if (rank < bestRank) {
          best = i;
          bestRank = rank;
        }
      }
      return best;
    }
  }
}
