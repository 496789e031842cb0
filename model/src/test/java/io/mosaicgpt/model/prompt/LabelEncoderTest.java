package io.mosaicgpt.model.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.model.tokenizer.SmallTokenizer;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where prompt and label meet, with a tokenizer whose tokens reach across. */
class LabelEncoderTest {
  private static final int EOS = 0;
  private static final List<String> LABELS = List.of("positive", "the end", "1");
  private static Tokenizer tokenizer;

  @BeforeAll
  static void open() throws IOException {
    tokenizer = SmallTokenizer.open();
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void promptAndLabelTogetherAreTheTokensOfTheWholeText() {
    for (String end : List.of("", "\n\n### End")) {
      for (String prompt :
          List.of(
              "Is it good? Answer:",
              "Is it good? Answer: ",
              "Is it good?\n\n### Response:\n",
              "Is it good?\n\n",
              "Is it good?   ",
              "Is it goo",
              "it'",
              "\u4f60\u597d\u3002")) {
        LabelEncoder.Labelled labelled = labelled(prompt, end, LABELS);
        for (Choice choice : labelled.choices()) {
          assertThat(joined(labelled.promptTokens(), choice.tokenIds()))
              .as("<%s><%s><%s>", prompt, choice.label(), end)
              .isEqualTo(whole(prompt + choice.label() + end, end));
        }
      }
    }
  }

  @Test
  void aBlankAtThePromptsEndBelongsToTheLabel() {
    int[] bare = tokenizer.encode("Is it good? Answer:");

    LabelEncoder.Labelled labelled = labelled("Is it good? Answer: ", "", LABELS);

    assertThat(labelled.promptTokens()).isEqualTo(bare);
    assertThat(labelled.choices().get(1).tokenIds())
        .isEqualTo(joined(tokenizer.encode(" the end"), EOS));
  }

  @Test
  void aWordThatThePromptBreaksOffBelongsToTheLabels() {
    LabelEncoder.Labelled labelled = labelled("Is it tr", "", List.of("ue", "uly", "y"));

    assertThat(labelled.promptTokens()).isEqualTo(tokenizer.encode("Is it"));
    assertThat(labelled.choices())
        .extracting(choice -> tokenizer.decode(choice.tokenIds()))
        .containsExactly(" true", " truly", " try");
  }

  @Test
  void labelsThatBeginAlikeKeepTheirBeginning() {
    LabelEncoder.Labelled labelled = labelled("Where?\n", "", List.of("New York", "New York City"));

    assertThat(labelled.promptTokens()).isEqualTo(tokenizer.encode("Where?\n"));
    assertThat(labelled.choices().get(0).tokenIds()).isEqualTo(whole("New York", ""));
  }

  @Test
  void behindAPromptOfOneTokenThatTheLabelWouldChangeTheLabelStandsByItself() {
    LabelEncoder.Labelled labelled = labelled("th", "", List.of("e", "is"));

    assertThat(labelled.promptTokens()).isEqualTo(tokenizer.encode("th")).isNotEmpty();
    assertThat(labelled.choices().get(0).tokenIds()).isEqualTo(whole("e", ""));
  }

  @Test
  void behindTokenIdsALabelStandsByItself() {
    LabelEncoder.Labelled labelled =
        new LabelEncoder(tokenizer, "", EOS).behind(new int[] {5, 6}, LABELS);

    assertThat(labelled.promptTokens()).containsExactly(5, 6);
    assertThat(labelled.choices().get(0).tokenIds()).isEqualTo(whole("positive", ""));
  }

  @Test
  void labelsThatTheTokenizerReadsAsOneAreRefused() {
    // Half a surrogate pair counts as U+FFFD.
    List<Choice> choices = labelled("a\n", "", List.of("x\ud800", "x\ufffd")).choices();

    RequestException refused =
        catchThrowableOfType(RequestException.class, () -> LabelCheck.checkTokens(choices));

    assertThat(refused).hasMessageContaining("which the tokenizer reads as one");
  }

  private static LabelEncoder.Labelled labelled(String prompt, String end, List<String> labels) {
    return new LabelEncoder(tokenizer, end, EOS)
        .behind(new SharedBeginning(tokenizer, prompt), labels);
  }

  private static int[] whole(String text, String end) {
    int[] tokens = tokenizer.encode(text);
    return end.isEmpty() ? joined(tokens, EOS) : tokens;
  }

  private static int[] joined(int[] first, int... second) {
    return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
  }
}
