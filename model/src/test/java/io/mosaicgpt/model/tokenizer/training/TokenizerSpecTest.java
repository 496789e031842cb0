package io.mosaicgpt.model.tokenizer.training;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokenizerSpecTest {
  @Test
  void whatCannotBeIsOneSentence() {
    refused(256, 2, List.of(), List.of(), "vocab-size is 256: give a whole number from 257 (");
    refused(
        258, 2, List.of("a b"), List.of("c d"), "vocab-size is 258: give a whole number from 259");
    refused(1 << 20 | 1, 2, List.of(), List.of(), "vocab-size is 1048577: give a whole number");
    refused(300, 0, List.of(), List.of(), "min-frequency is 0: give a whole number of at least 1.");
    refused(300, 2, List.of(""), List.of(), "special is empty: give the token's text.");
    refused(300, 2, List.of(), List.of("Ġ"), "added-token 'Ġ' is the name of a byte");
    refused(300, 2, List.of(), List.of("\uD83D"), "added-token has half a surrogate pair");
    refused(300, 2, List.of(), List.of("ab", "ab"), "added-token 'ab' is there twice");
    refused(300, 2, List.of("ab"), List.of("ab"), "added-token 'ab' is there twice");
    refused(300, 2, List.of("<|endoftext|>"), List.of(), "special '<|endoftext|>' is there twice");
  }

  private static void refused(
      int vocabSize, long minFrequency, List<String> special, List<String> added, String sentence) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenizerSpec(vocabSize, minFrequency, special, added))
        .withMessageStartingWith(sentence);
  }
}
