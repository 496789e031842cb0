package io.mosaicgpt.model.tokenizer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.corpus.Corpus;
import io.mosaicgpt.model.corpus.CorpusException;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTrainerTest {
  /** End of text and bytes. */
  private static final int LEAST = 257;

  /** The example of chapter 6 of the Hugging Face course, counted by hand. */
  @Test
  void theMostFrequentPairIsMergedFirst() throws IOException {
    List<String> texts = new ArrayList<>();
    Map.of("hug", 10, "pug", 5, "pun", 12, "bun", 4, "hugs", 5)
        .forEach((word, times) -> texts.addAll(Collections.nCopies(times, word)));

    assertThat(merges(LEAST + 3, texts)).containsExactly("u g", "u n", "h ug");
  }

  @Test
  void ofPairsThatOccurEquallyOftenTheSmallerIdsComeFirst() throws IOException {
    assertThat(merges(LEAST + 4, List.of("cd", "ab", "ca", "cd", "ab", "ca")))
        .containsExactly("a b", "c a", "c d");
    // By id, ! is before A, and the blank, shown as Ġ, behind every letter.
    assertThat(merges(LEAST + 4, List.of("!!", "AA", " B", "!!", "AA", " B")))
        .containsExactly("! !", "A A", "Ġ B");
  }

  @Test
  void pairsInARunAreMergedFromTheLeft() throws IOException {
    List<String> texts = List.of("aaaaa", "aaaaa");

    // aa aa a: then "aa a" and "aa aa" both occur twice, and a has the smaller id.
    assertThat(merges(LEAST + 3, texts)).containsExactly("a a", "aa a", "aa aaa");
  }

  @Test
  void noMergeCrossesWords() throws IOException {
    assertThat(merges(LEAST + 9, List.of("it's it's 12ab 12ab", "it's a\n\nb")))
        .containsExactly("' s", "i t", "1 2", "a b", "Ġ 12");
  }

  @Test
  void rarePairsAreNotMerged() throws IOException {
    List<String> texts = List.of("ab", "ab", "cd");

    assertThat(merges(LEAST + 9, 1, texts)).containsExactly("a b", "c d");
    assertThat(merges(LEAST + 9, 2, texts)).containsExactly("a b");
    assertThat(merges(LEAST + 9, 3, texts)).isEmpty();
  }

  @Test
  void countsKeptUpToDateAreThoseOfCountingAnew() throws IOException {
    Random random = new Random(5);
    for (int round = 0; round < 20; round++) {
      int letters = 2 + round % 4;
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        StringBuilder text = new StringBuilder();
        random.ints(1 + random.nextInt(12), 0, letters).forEach(c -> text.append((char) ('a' + c)));
        texts.add(text.toString());
      }
      assertThat(merges(LEAST + 100, texts)).isEqualTo(RecountingTrainer.merges(texts, 100));
    }
  }

  @Test
  void theOrderOfTheTextsDoesNotMatter() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      texts.add("the order of " + i % 37 + " texts, héllo " + Integer.toString(i * i, 36));
    }
    byte[] json = TokenizerFixture.trained(TokenizerFixture.spec(400, 2), texts).json();
    Collections.shuffle(texts, new Random(1));

    assertThat(TokenizerFixture.trained(TokenizerFixture.spec(400, 2), texts).json())
        .isEqualTo(json);
  }

  @Test
  void idsAreThoseOfNeoxSpecialTokensBytesMergesAddedTokens() throws IOException {
    TokenizerSpec spec =
        new TokenizerSpec(262, 2, List.of("<|padding|>"), List.of("### End", "\n\n"));

    TrainedTokenizer trained =
        TokenizerFixture.trained(spec, List.of("ab\n\nab ### End", "ab\n\nab"));

    JsonNode json = new ObjectMapper().readTree(trained.json());
    JsonNode vocab = json.at("/model/vocab");
    assertThat(vocab.get("<|endoftext|>").intValue()).isZero();
    assertThat(vocab.get("<|padding|>").intValue()).isEqualTo(1);
    assertThat(vocab.get("!").intValue()).isEqualTo(2);
    assertThat(vocab.get("~").intValue()).isEqualTo(95);
    assertThat(vocab.get("¡").intValue()).isEqualTo(96);
    assertThat(vocab.get("Ġ").intValue()).isEqualTo(222); // GPT-NeoX has the same
    assertThat(vocab.get("ab").intValue()).isEqualTo(258);
    assertThat(trained.size()).isEqualTo(261);
    assertThat(trained.merges()).isEqualTo(1);
    try (Tokenizer tokenizer = TokenizerFixture.open(trained)) {
      assertThat(tokenizer.encode("ab### End\n\nab")).containsExactly(258, 259, 260, 258);
      assertThat(tokenizer.decode(new int[] {258, 259, 260})).isEqualTo("ab### End\n\n");
      assertThat(tokenizer.encode("<|endoftext|><|padding|>")).doesNotContain(0, 1);
      assertThat(tokenizer.bytes(0)).isEmpty();
      assertThat(tokenizer.bytes(1)).isEmpty();
    }
  }

  @Test
  void noMergeMakesATokenThatIsThereAlready() throws IOException {
    List<String> texts = Collections.nCopies(9, "PAD PAD e\u0301e\u0301");
    TokenizerSpec spec = new TokenizerSpec(300, 2, List.of("PAD"), List.of("\u00C3\u00A9"));

    TrainedTokenizer trained = TokenizerFixture.trained(spec, texts);

    JsonNode vocab = new ObjectMapper().readTree(trained.json()).at("/model/vocab");
    assertThat(vocab.get("PAD").intValue()).isEqualTo(1);
    assertThat(vocab.has("\u00C3\u00A9")).isFalse(); // as é looks in the alphabet of bytes
    try (Tokenizer tokenizer = TokenizerFixture.open(trained)) {
      assertThat(tokenizer.encode("PAD")).doesNotContain(1);
      assertThat(tokenizer.decode(tokenizer.encode("PAD é"))).isEqualTo("PAD é");
    }
  }

  @Test
  void allBytesHaveTokensWhateverTheData() {
    try (Tokenizer tokenizer =
        TokenizerFixture.open(
            TokenizerFixture.trained(TokenizerFixture.spec(300, 2), List.of("aa aa")))) {
      byte[][] bytes =
          IntStream.range(0, 256).mapToObj(i -> new byte[] {(byte) i}).toArray(byte[][]::new);
      byte[][] tokens =
          IntStream.rangeClosed(1, 256).mapToObj(tokenizer::bytes).toArray(byte[][]::new);
      Arrays.sort(tokens, Arrays::compareUnsigned);
      assertThat(tokens).isDeepEqualTo(bytes);
    }
  }

  @Test
  void everyTokenIsThereOnce() throws IOException {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder();
    random.ints(20_000, 0, 5).forEach(c -> text.append("ab c\u0301".charAt(c)));

    JsonNode json =
        new ObjectMapper()
            .readTree(
                TokenizerFixture.trained(TokenizerFixture.spec(2000, 1), List.of(text.toString()))
                    .json());

    List<String> made = new ArrayList<>();
    json.at("/model/merges").forEach(merge -> made.add(merge.textValue().replace(" ", "")));
    assertThat(made).hasSizeGreaterThan(1000);
    assertThat(new HashSet<>(made)).hasSameSizeAs(made);
  }

  @Test
  void filesAreReadAndTheTotalsCounted(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("a.txt"), "aa aa\n");
    Files.writeString(directory.resolve("b.jsonl"), "{\"text\": \"aa\", \"label\": \"é\"}");
    TokenizerTrainer trainer = new TokenizerTrainer(TokenizerFixture.spec(258, 2));

    WordCounts counts =
        trainer.count(Corpus.of(List.of(directory), Corpus.LABEL), 1 << 20, ProgressListener.NONE);
    TrainedTokenizer trained = trainer.learn(counts, ProgressListener.NONE);

    assertThat(counts.texts()).isEqualTo(3);
    assertThat(counts.bytes()).isEqualTo(6 + 2 + 2);
    assertThat(counts.distinct()).isEqualTo(4); // "aa", " aa", the line break, "é"
    assertThat(trained.tokens()).isEqualTo(1 + 2 + 1 + 1 + 2);
  }

  @Test
  void moreWordsThanTheHeapHoldsAreRefused() {
    WordCounts counts = new WordCounts(new WordSplitter(List.of()), 1000);
    counts.add("one one one");

    assertThatExceptionOfType(CorpusException.class)
        .isThrownBy(() -> counts.add(" two three four"))
        .withMessageStartingWith("The data has more than 2 different words, which is what 0 MB");
  }

  private static List<String> merges(int vocabSize, List<String> texts) throws IOException {
    return merges(vocabSize, 2, texts);
  }

  private static List<String> merges(int vocabSize, long minFrequency, List<String> texts)
      throws IOException {
    byte[] json =
        TokenizerFixture.trained(TokenizerFixture.spec(vocabSize, minFrequency), texts).json();
    List<String> merges = new ArrayList<>();
    new ObjectMapper()
        .readTree(json)
        .at("/model/merges")
        .forEach(merge -> merges.add(merge.textValue()));
    return merges;
  }

  /** The same rule, with all pairs counted again for each merge. For lower-case ASCII words. */
  private static final class RecountingTrainer {
    static List<String> merges(List<String> words, int most) {
      List<List<String>> split = new ArrayList<>();
      words.forEach(word -> split.add(new ArrayList<>(List.of(word.split("")))));
      List<String> ids = new ArrayList<>();
      "abcdefghijklmnopqrstuvwxyz".chars().forEach(c -> ids.add(Character.toString(c)));
      List<String> merges = new ArrayList<>();
      while (merges.size() < most) {
        String best = best(split, ids);
        if (best == null) {
          break;
        }
        merges.add(best);
        ids.add(best.replace(" ", ""));
        split.forEach(word -> merge(word, best.split(" ", -1)));
      }
      return merges;
    }

    private static String best(List<List<String>> split, List<String> ids) {
      Map<String, Integer> counts = new HashMap<>();
      for (List<String> word : split) {
        for (int i = 0; i + 1 < word.size(); i++) {
          counts.merge(word.get(i) + " " + word.get(i + 1), 1, Integer::sum);
        }
      }
      String best = null;
      for (String pair : counts.keySet()) {
        if (counts.get(pair) > 1 && (best == null || isBefore(pair, best, counts, ids))) {
          best = pair;
        }
      }
      return best;
    }

    private static boolean isBefore(
        String pair, String other, Map<String, Integer> counts, List<String> ids) {
      int byCount = counts.get(other) - counts.get(pair);
      String[] a = pair.split(" ", -1);
      String[] b = other.split(" ", -1);
      int byLeft = ids.indexOf(a[0]) - ids.indexOf(b[0]);
      int byRight = ids.indexOf(a[1]) - ids.indexOf(b[1]);
      return byCount != 0 ? byCount < 0 : byLeft != 0 ? byLeft < 0 : byRight < 0;
    }

    private static void merge(List<String> word, String... pair) {
      for (int i = 0; i + 1 < word.size(); i++) {
        if (word.get(i).equals(pair[0]) && word.get(i + 1).equals(pair[1])) {
          word.set(i, pair[0] + pair[1]);
          word.remove(i + 1);
        }
      }
    }
  }
}
