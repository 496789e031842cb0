package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.sampling.ScoredToken;
import io.mosaicgpt.operators.state.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tokens of one generation, earlier attempts' included. Constraint: it only grows. */
final class TokenLog {
  private final Progress origin;
  private int[] tokens;
  private int count;
  private final List<ScoredToken> logprobs;

  /**
   * @param origin the tokens of earlier attempts
   */
  TokenLog(Progress origin) {
    this.origin = origin;
    this.tokens = Arrays.copyOf(origin.tokens(), Math.max(16, origin.tokens().length));
    this.count = origin.tokens().length;
    this.logprobs = new ArrayList<>(origin.logprobs());
  }

  /** Adds one; {@code logprob} is null unless the request asks for them. */
  void append(int token, ScoredToken logprob) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    tokens[count++] = token;
    if (logprob != null) {
      logprobs.add(logprob);
    }
  }

  int size() {
    return count;
  }

  /** Ids from index {@code from} on, for a record. */
  List<Integer> ids(int from) {
    List<Integer> ids = new ArrayList<>(count - from);
    for (int i = from; i < count; i++) {
      ids.add(tokens[i]);
    }
    return ids;
  }

  List<ScoredToken> logprobs() {
    return logprobs;
  }

  /** A copy for a checkpoint. */
  Progress progress() {
    return new Progress(
        origin.modelHash(), origin.promptHash(), Arrays.copyOf(tokens, count), logprobs);
  }
}
