package io.mosaicgpt.model.constraint.vocabulary;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The tokens of a vocabulary by their bytes. Nodes are numbered in the order of a depth-first walk,
 * so that a walk is one pass over arrays and a subtree that is not wanted is skipped with one jump.
 * Special tokens and padding stand for no bytes and so are in no trie. Immutable.
 */
public final class TokenTrie {
  /** The node of no bytes at all. */
  public static final int ROOT = 0;

  private record Token(int id, byte[] bytes) {}

  private final byte[][] bytes;
  private final int longest;
  private int nodes = 1;
  private byte[] labels = new byte[1024];
  private int[] depths = new int[1024];
  private int[] ends = new int[1024];
  private int[] firstTokens = new int[1024];
  private int[] ownTokens = new int[1024];
  private final int[] tokens;

  private TokenTrie(byte[][] bytes, List<Token> sorted) {
    this.bytes = bytes;
    this.tokens = sorted.stream().mapToInt(Token::id).toArray();
    this.longest = sorted.stream().mapToInt(token -> token.bytes().length).max().orElse(0);
    int[] path = new int[longest + 1];
    byte[] before = {};
    for (int i = 0; i < tokens.length; i++) {
      byte[] token = sorted.get(i).bytes();
      int common = Arrays.mismatch(before, token);
      common = common < 0 ? before.length : common;
      for (int depth = common + 1; depth <= before.length; depth++) {
        ends[path[depth]] = nodes;
      }
      for (int depth = common + 1; depth <= token.length; depth++) {
        path[depth] = append(token[depth - 1], depth, i);
      }
      ownTokens[path[token.length]]++;
      before = token;
    }
    for (int depth = 0; depth <= before.length; depth++) {
      ends[path[depth]] = nodes;
    }
  }

  /** The trie of all tokens that stand for bytes. */
  public static TokenTrie of(Tokenizer tokenizer) {
    return of(tokenizer, tokenizer.size());
  }

  /**
   * The trie of the tokens that a model knows too.
   *
   * @param usable ids from here on are left out
   */
  public static TokenTrie of(Tokenizer tokenizer, int usable) {
    requireNonNull(tokenizer, "tokenizer is null");
    byte[][] bytes = new byte[Math.min(usable, tokenizer.size())][];
    List<Token> sorted = new ArrayList<>();
    for (int id = 0; id < bytes.length; id++) {
      bytes[id] = tokenizer.bytes(id);
      if (bytes[id].length > 0) {
        sorted.add(new Token(id, bytes[id]));
      }
    }
    sorted.sort((a, b) -> Arrays.compareUnsigned(a.bytes(), b.bytes()));
    return new TokenTrie(bytes, sorted);
  }

  /** Number of ids of the vocabulary, special ones included. */
  public int size() {
    return bytes.length;
  }

  /** The array itself: none for what may not be part of a form. */
  public byte[] bytes(int tokenId) {
    return bytes[tokenId];
  }

  /** Bytes of the longest token. */
  public int longest() {
    return longest;
  }

  /** Number of nodes, the root included. */
  public int nodes() {
    return nodes;
  }

  /** The byte, 0 to 255, that leads to a node other than the root. */
  public int label(int node) {
    return labels[node] & 0xFF;
  }

  /** Number of bytes that lead to a node. */
  public int depth(int node) {
    return depths[node];
  }

  /** The first node behind a node and all that is below it. */
  public int end(int node) {
    return ends[node];
  }

  /** Adds the tokens whose bytes lead to exactly this node. */
  public void addTokens(int node, BitSet to) {
    for (int i = firstTokens[node]; i < firstTokens[node] + ownTokens[node]; i++) {
      to.set(tokens[i]);
    }
  }

  /** Takes out the tokens whose bytes begin with those that lead to a node. */
  public void removeTokensBelow(int node, BitSet from) {
    int behind = ends[node] < nodes ? firstTokens[ends[node]] : tokens.length;
    for (int i = firstTokens[node]; i < behind; i++) {
      from.clear(tokens[i]);
    }
  }

  private int append(byte label, int depth, int token) {
    if (nodes == labels.length) {
      int size = 2 * nodes;
      labels = Arrays.copyOf(labels, size);
      depths = Arrays.copyOf(depths, size);
      ends = Arrays.copyOf(ends, size);
      firstTokens = Arrays.copyOf(firstTokens, size);
      ownTokens = Arrays.copyOf(ownTokens, size);
    }
    labels[nodes] = label;
    depths[nodes] = depth;
    firstTokens[nodes] = token;
    return nodes++;
  }
}
