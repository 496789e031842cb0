package io.mosaicgpt.model.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OutputTextTest {
  @Test
  void withoutStopTextsEverythingComesOutAtOnce() {
    assertThat(deltas(List.of(), 0, "Hello", ",", " world"))
        .containsExactly("Hello", ",", " world");
  }

  @Test
  void aStopTextAcrossTokensIsNeverShown() {
    OutputText text = text(List.of("### End"), 0, "Yes.", "\n\n", "###", " End", "more");
    assertThat(text.append(257)).isEqualTo(new OutputText.Delta("Yes.", false));
    assertThat(text.append(258)).isEqualTo(new OutputText.Delta("\n\n", false));
    assertThat(text.append(259)).isEqualTo(new OutputText.Delta("", false));
    assertThat(text.append(260)).isEqualTo(new OutputText.Delta("", true));
    assertThat(text.stopped()).isTrue();
    assertThat(text.flush()).isEmpty();
    assertThat(text.finish()).isEqualTo("Yes.\n\n");
    assertThatIllegalStateException()
        .isThrownBy(() -> text.append(261))
        .withMessage("a stop text has already ended this text");
  }

  @Test
  void theRestOfTheStoppingTokenIsDropped() {
    assertThat(deltas(List.of("STOP"), 0, "a ST", "OP b")).containsExactly("a ", "");
  }

  @Test
  void textThatTurnsOutNotToBeAStopTextComesOut() {
    assertThat(deltas(List.of("### End"), 0, "#", "##", " E", "very", "#"))
        .containsExactly("", "", "", "### Every", "", "#");
    assertThat(deltas(List.of("aab"), 0, "a", "a", "a", "a", "c"))
        .containsExactly("", "", "a", "a", "aac", "");
  }

  @Test
  void theStopTextThatIsCompleteFirstWins() {
    assertThat(finished(List.of("abcd", "c"), 0, "xabcd")).isEqualTo("xab");
    assertThat(finished(List.of("c", "abc"), 0, "xabcd")).isEqualTo("x");
    assertThat(finished(List.of("d", "b"), 0, "abcd")).isEqualTo("a");
    assertThat(finished(List.of("abd", "bc"), 0, "abc")).isEqualTo("a");
  }

  @Test
  void aStopTextThatMayNotStopIsOrdinaryText() {
    List<String> asked = new ArrayList<>();
    byte[][] tokens = {"a.b".getBytes(UTF_8), ".c.".getBytes(UTF_8)};
    OutputText text =
        new OutputText(
            new ByteTokenizer(tokens),
            List.of(".", "b."),
            0,
            before -> {
              asked.add(before);
              return before.equals("a.b");
            });

    assertThat(text.append(257)).isEqualTo(new OutputText.Delta("a.", false));
    // "b." would leave "a.", which may not be all; "." leaves "a.b".
    assertThat(text.append(258)).isEqualTo(new OutputText.Delta("b", true));
    assertThat(text.finish()).isEqualTo("a.b");
    assertThat(asked).containsExactly("a", "a.b", "a.");
  }

  @Test
  void stopTextsCountFromMinTokensOn() {
    assertThat(finished(List.of("."), 2, "a.", "b.", "c.", "d")).isEqualTo("a.b.c");
    assertThat(finished(List.of("."), 3, "a.", "b.", "c.", "d")).isEqualTo("a.b.c.d");
    // Begun before min_tokens, complete behind it: counts.
    assertThat(finished(List.of("--end--"), 2, "a", "--e", "nd--", "b")).isEqualTo("a");
    // Complete before min_tokens, and the beginning of another one at the same time.
    assertThat(finished(List.of("xyx"), 1, "xyx", "yx", "b")).isEqualTo("xy");
  }

  @Test
  void aBrokenCharacterAtTheEndIsReplaced() {
    OutputText text = new OutputText(new ByteTokenizer(), List.of("é!"), 0);
    assertThat(text.append('a' + 1).text()).isEqualTo("a");
    assertThat(text.append(0xC3 + 1).text()).isEmpty();
    assertThat(text.flush()).isEqualTo("\uFFFD");
    assertThat(text.flush()).isEmpty();
    assertThat(text.finish()).isEqualTo("a\uFFFD");
    assertThatIllegalStateException()
        .isThrownBy(() -> text.append(1))
        .withMessage("the text has already been finished");
  }

  @Test
  void stopTextsOfManyByteCharactersMatchWhole() {
    assertThat(finished(List.of("😀"), 0, "a😁b😀c")).isEqualTo("a😁b");
  }

  @Test
  void specialTokensCountAsTokensButHaveNoText() {
    OutputText text = new OutputText(new ByteTokenizer(), List.of("a"), 1);
    assertThat(text.append(0)).isEqualTo(new OutputText.Delta("", false));
    assertThat(text.append('a' + 1)).isEqualTo(new OutputText.Delta("", true));
  }

  @Test
  void agreesWithASearchThroughTheWholeTextAndResumesAnywhere() {
    SplittableRandom random = new SplittableRandom(123);
    for (int round = 0; round < 2000; round++) {
      ByteTokenizer tokenizer = randomTokenizer(random);
      List<String> stopTexts = randomStopTexts(random);
      int minTokens = random.nextInt(3) == 0 ? random.nextInt(6) : 0;
      int[] ids = random.ints(1 + random.nextInt(25), 250, tokenizer.size()).toArray();

      List<OutputText.Delta> deltas = new ArrayList<>();
      OutputText text = new OutputText(tokenizer, stopTexts, minTokens);
      int length = 0;
      while (length < ids.length && !text.stopped()) {
        deltas.add(text.append(ids[length++]));
      }
      String tail = text.flush();
      String joined = String.join("", deltas.stream().map(OutputText.Delta::text).toList()) + tail;

      assertThat(text.finish()).isEqualTo(joined);
      assertThat(joined).isEqualTo(slow(tokenizer, ids, stopTexts, minTokens));
      assertResumes(tokenizer, stopTexts, minTokens, ids, deltas, tail);
    }
  }

  private static void assertResumes(
      Tokenizer tokenizer,
      List<String> stopTexts,
      int minTokens,
      int[] ids,
      List<OutputText.Delta> deltas,
      String tail) {
    for (int split = 0; split <= deltas.size(); split++) {
      OutputText resumed = new OutputText(tokenizer, stopTexts, minTokens);
      for (int i = 0; i < deltas.size(); i++) {
        if (i == split) { // an attempt ended here: its tokens come again from the start
          resumed = new OutputText(tokenizer, stopTexts, minTokens);
          for (int id : Arrays.copyOf(ids, split)) {
            resumed.append(id);
          }
        }
        assertThat(resumed.append(ids[i])).isEqualTo(deltas.get(i));
      }
      assertThat(resumed.flush()).isEqualTo(tail);
    }
  }

  /** After every token, looks at the whole text so far, character by character. */
  private static String slow(
      Tokenizer tokenizer, int[] ids, List<String> stopTexts, int minTokens) {
    int seen = 0;
    for (int i = 0; i < ids.length; i++) {
      String text = tokenizer.decode(Arrays.copyOf(ids, i + 1));
      String certain = certain(tokenizer, Arrays.copyOf(ids, i + 1));
      for (int end = seen + 1; end <= certain.length() && i >= minTokens; end++) {
        int from = end;
        for (String stop : stopTexts) {
          if (text.substring(0, end).endsWith(stop)) {
            from = Math.min(from, end - stop.length());
          }
        }
        if (from < end) {
          return text.substring(0, from);
        }
      }
      seen = certain.length();
    }
    return tokenizer.decode(ids);
  }

  private static String certain(Tokenizer tokenizer, int[] ids) {
    IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(tokenizer);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(detokenizer.append(id));
    }
    return text.toString();
  }

  private static ByteTokenizer randomTokenizer(SplittableRandom random) {
    byte[][] pieces = new byte[20][];
    for (int i = 0; i < pieces.length; i++) {
      byte[] text = letters(random, 1 + random.nextInt(4)).getBytes(UTF_8);
      pieces[i] = Arrays.copyOf(text, 1 + random.nextInt(text.length));
    }
    return new ByteTokenizer(pieces);
  }

  private static List<String> randomStopTexts(SplittableRandom random) {
    List<String> stopTexts = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      stopTexts.add(letters(random, 1 + random.nextInt(4)));
    }
    return stopTexts;
  }

  /** Few different ones, so that stop texts occur and overlap. */
  private static String letters(SplittableRandom random, int n) {
    StringBuilder letters = new StringBuilder();
    for (; n > 0; n--) {
      letters.append(new String[] {"a", "a", "b", "é", "😀"}[random.nextInt(5)]);
    }
    return letters.toString();
  }

  /** What each token brings, and what is left at the end. */
  private static List<String> deltas(List<String> stopTexts, int minTokens, String... tokens) {
    OutputText text = text(stopTexts, minTokens, tokens);
    List<String> deltas = new ArrayList<>();
    for (int id = 257; id < 257 + tokens.length; id++) {
      deltas.add(text.append(id).text());
    }
    if (!text.stopped() && !stopTexts.isEmpty()) {
      deltas.add(text.flush());
    }
    return deltas;
  }

  private static String finished(List<String> stopTexts, int minTokens, String... tokens) {
    OutputText text = text(stopTexts, minTokens, tokens);
    for (int id = 257; id < 257 + tokens.length && !text.stopped(); id++) {
      text.append(id);
    }
    return text.finish();
  }

  private static OutputText text(List<String> stopTexts, int minTokens, String... tokens) {
    byte[][] further = Arrays.stream(tokens).map(t -> t.getBytes(UTF_8)).toArray(byte[][]::new);
    return new OutputText(new ByteTokenizer(further), stopTexts, minTokens);
  }
}
