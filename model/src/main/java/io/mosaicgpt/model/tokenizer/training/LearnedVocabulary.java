package io.mosaicgpt.model.tokenizer.training;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.tokenizer.ByteLevelAlphabet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The tokens in the order of their ids, as a file writes them. */
final class LearnedVocabulary {
  private final TokenizerSpec spec;
  private final int[] idOfByte = new int[TokenizerSpec.BYTES];
  private final List<String> tokens = new ArrayList<>();
  private final List<Merge> merges = new ArrayList<>();

  /** The special tokens and the bytes, these in the order of the characters that show them. */
  LearnedVocabulary(TokenizerSpec spec) {
    this.spec = requireNonNull(spec, "spec is null");
    tokens.add(TokenizerSpec.END_OF_TEXT);
    tokens.addAll(spec.special());
    Integer[] bytes = IntStream.range(0, TokenizerSpec.BYTES).boxed().toArray(Integer[]::new);
    Arrays.sort(bytes, (a, b) -> Character.compare(character(a), character(b)));
    for (int value : bytes) {
      idOfByte[value] = tokens.size();
      tokens.add(String.valueOf(character(value)));
    }
  }

  int idOfByte(int value) {
    return idOfByte[value];
  }

  /** What a merge would make. */
  String text(Merge merge) {
    return tokens.get(merge.left()) + tokens.get(merge.right());
  }

  /** Adds a merge and its token; returns the token's id. */
  int add(Merge merge) {
    tokens.add(text(merge));
    merges.add(merge);
    return tokens.size() - 1;
  }

  /** Special tokens, bytes and what the merges make: a token's index is its id. */
  List<String> tokens() {
    return tokens;
  }

  /** The merges, first to last. */
  List<Merge> merges() {
    return merges;
  }

  TokenizerSpec spec() {
    return spec;
  }

  /** Number of ids, those of the added tokens too, which come last. */
  int size() {
    return tokens.size() + spec.added().size();
  }

  private static char character(int value) {
    return ByteLevelAlphabet.character(value);
  }
}
