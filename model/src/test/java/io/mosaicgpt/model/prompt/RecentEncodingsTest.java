package io.mosaicgpt.model.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentEncodingsTest {
  private final List<String> encoded = new ArrayList<>();
  private final RecentEncodings encodings = new RecentEncodings();

  private int[] encode(String text) {
    return encodings.encode(
        each -> {
          encoded.add(each);
          return each.chars().toArray();
        },
        text);
  }

  @Test
  void aTextIsTokenizedOnce() {
    assertThat(encode("ab")).containsExactly('a', 'b');
    assertThat(encode("ab")).containsExactly('a', 'b');
    assertThat(encoded).containsExactly("ab");
  }

  @Test
  void whatWasNotAskedForLongestAndLongTextsAreNotKept() {
    String longText = "x".repeat(257);
    encode(longText);
    encode(longText);
    encode("first");
    for (int i = 0; i < 8192; i++) {
      encode("text " + i);
    }
    encoded.clear();

    encode("text 8191");
    encode("first");

    assertThat(encoded).containsExactly("first");
  }
}
