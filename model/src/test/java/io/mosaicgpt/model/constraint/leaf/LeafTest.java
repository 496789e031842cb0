package io.mosaicgpt.model.constraint.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.constraint.language.Budget;
import io.mosaicgpt.model.constraint.language.CodePoints;
import io.mosaicgpt.model.constraint.language.Languages;
import io.mosaicgpt.model.constraint.leaf.Leaf.Alike;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeafTest {
  private static final Dfa STRING =
      Dfa.shared(
          new Languages(new Budget(Duration.ofMinutes(1)), "string", "")
              .jsonStrings(CodePoints.ALL.many()));

  @Test
  void stringsHaveOneSpelling() {
    assertThat(accepts(STRING, "\"a\\n\\u0001é😀/\"")).isTrue();
    assertThat(accepts(STRING, "\"\\u000a\"")).isFalse();
    assertThat(accepts(STRING, "\"\\u0041\"")).isFalse();
    assertThat(accepts(STRING, "\"\n\"")).isFalse();
    assertThat(STRING.shortest()).isEqualTo("\"\"".getBytes(StandardCharsets.UTF_8));
    assertThat(STRING.only(STRING.start())).isEqualTo('"');
  }

  @Test
  void charactersAreCountedAsCodePoints() {
    CountedString counted = new CountedString(STRING, 2, 3);
    assertThat(accepts(counted, "\"a\"")).isFalse();
    assertThat(accepts(counted, "\"😀\\n\"")).isTrue();
    assertThat(accepts(counted, "\"abc\"")).isTrue();
    assertThat(accepts(counted, "\"abcd\"")).isFalse();
    assertThat(counted.shortest()).hasSize(4);
    assertThat(counted.only(state(counted, "\"abc"))).isEqualTo('"');
    assertThat(counted.only(state(counted, "\"ab"))).isEqualTo(Leaf.SEVERAL);
  }

  @Test
  void farFromItsBoundsACountedStringIsLikeAnyString() {
    CountedString counted = new CountedString(STRING, 2, 100);
    assertThat(counted.alike(state(counted, "\"abc"), 10))
        .isEqualTo(new Alike(STRING, state(STRING, "\"")));
    Alike near = counted.alike(state(counted, "\"" + "a".repeat(95)), 10);
    CountedString other = new CountedString(STRING, 0, 50);
    assertThat(near).isEqualTo(other.alike(state(other, "\"" + "é".repeat(45)), 10));
    assertThat(((CountedString) near.leaf()).max()).isEqualTo(5);
  }

  @Test
  void otherWordsAreAllButSome() {
    WordTrie trie = new WordTrie(bytes("\"a\"", "\"ab\"", "\"b\\n\""));
    OtherWords others = new OtherWords(STRING, trie);
    assertThat(accepts(others, "\"\"")).isTrue();
    assertThat(accepts(others, "\"aa\"")).isTrue();
    assertThat(accepts(others, "\"abc\"")).isTrue();
    assertThat(accepts(others, "\"b\"")).isTrue();
    assertThat(accepts(others, "\"a\"")).isFalse();
    assertThat(accepts(others, "\"ab\"")).isFalse();
    assertThat(accepts(others, "\"b\\n\"")).isFalse();
    assertThat(others.shortest()).isEqualTo("\"\"".getBytes(StandardCharsets.UTF_8));
    assertThat(others.alike(state(others, "\"x"), 10))
        .isEqualTo(new Alike(STRING, state(STRING, "\"")));
  }

  @Test
  void someOfATriesWordsAreALeaf() {
    WordTrie trie = new WordTrie(bytes("a", "abc", "abd", "b"));
    BitSet permitted = new BitSet();
    permitted.set(0);
    permitted.set(2);
    Words words = new Words(trie, permitted);
    assertThat(accepts(words, "a")).isTrue();
    assertThat(accepts(words, "abd")).isTrue();
    assertThat(accepts(words, "abc")).isFalse();
    assertThat(accepts(words, "b")).isFalse();
    assertThat(words.word(state(words, "abd"))).isEqualTo(2);
    assertThat(words.only(words.start())).isEqualTo('a');
    assertThat(words.only(state(words, "ab"))).isEqualTo('d');
    assertThat(words.only(state(words, "abd"))).isEqualTo(Leaf.DEAD);
    assertThat(words.shortest()).isEqualTo(new byte[] {'a'});
  }

  private static List<byte[]> bytes(String... words) {
    return List.of(words).stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static int state(Leaf leaf, String text) {
    int state = leaf.start();
    for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
      state = state == Leaf.DEAD ? state : leaf.step(state, value & 0xFF);
    }
    return state;
  }

  private static boolean accepts(Leaf leaf, String text) {
    int state = state(leaf, text);
    return state != Leaf.DEAD && leaf.accepts(state);
  }
}
