package io.mosaicgpt.model.constraint.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.constraint.form.ByteTokenizer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class TokenTrieTest {
  private final TokenTrie trie = TokenTrie.of(new ByteTokenizer("the", "them", "then", "the", "é"));

  @Test
  void eachTokenLiesAtItsBytes() {
    assertThat(at("the")).isEqualTo(bits(257, 260));
    assertThat(at("them")).isEqualTo(bits(258));
    assertThat(at("th")).isEqualTo(bits());
    assertThat(at("t")).isEqualTo(bits('t'));
    assertThat(at("é")).isEqualTo(bits(261));
  }

  @Test
  void aTokenWithoutBytesIsInNoNode() {
    BitSet all = new BitSet();
    for (int node = 0; node < trie.nodes(); node++) {
      trie.addTokens(node, all);
    }
    assertThat(all.cardinality()).isEqualTo(261);
    assertThat(all.get(256)).isFalse();
    assertThat(trie.size()).isEqualTo(262);
    assertThat(trie.longest()).isEqualTo(4);
    assertThat(trie.nodes()).isEqualTo(1 + 256 + 2 + 2 + 1);
  }

  private BitSet at(String text) {
    int node = TokenTrie.ROOT;
    for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
      int child = node + 1;
      while (child < trie.end(node) && trie.label(child) != (value & 0xFF)) {
        child = trie.end(child);
      }
      assertThat(child).isLessThan(trie.end(node));
      assertThat(trie.depth(child)).isEqualTo(trie.depth(node) + 1);
      node = child;
    }
    BitSet tokens = new BitSet();
    trie.addTokens(node, tokens);
    return tokens;
  }

  private static BitSet bits(int... ids) {
    BitSet bits = new BitSet();
    for (int id : ids) {
      bits.set(id);
    }
    return bits;
  }
}
