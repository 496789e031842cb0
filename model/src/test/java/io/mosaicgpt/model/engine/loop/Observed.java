package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.sampling.ScoredToken;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * All that a request brought: tokens with what was told of each, and the end.
 *
 * @param tokens ids, those of earlier attempts first
 * @param logprobs of the tokens of the last attempts; null where an earlier one told of them
 * @param reason why it ended
 * @param choices total log probability of each label
 * @param prompt log probability of each prompt token
 */
record Observed(
    List<Integer> tokens,
    List<ScoredToken> logprobs,
    EndReason reason,
    double[] choices,
    double[] prompt) {

  int[] firstTokens(int count) {
    return tokens.subList(0, count).stream().mapToInt(Integer::intValue).toArray();
  }

  /** The first thing that differs from what the request brings when it is alone, in words. */
  Optional<String> differenceFrom(Observed alone) {
    for (int i = 0; i < Math.min(tokens.size(), alone.tokens.size()); i++) {
      if (!tokens.get(i).equals(alone.tokens.get(i))) {
        return Optional.of(
            "token %d is %d, alone %d".formatted(i, tokens.get(i), alone.tokens.get(i)));
      }
      Optional<String> logprob = difference(i, logprobs.get(i), alone.logprobs.get(i));
      if (logprob.isPresent()) {
        return logprob;
      }
    }
    if (tokens.size() != alone.tokens.size() || reason != alone.reason) {
      return Optional.of(
          "it ended with %s after %d tokens, alone with %s after %d"
              .formatted(reason, tokens.size(), alone.reason, alone.tokens.size()));
    }
    return difference("the log probability of label", choices, alone.choices)
        .or(() -> difference("the log probability of prompt token", prompt, alone.prompt));
  }

  private static Optional<String> difference(int index, ScoredToken here, ScoredToken alone) {
    if (here == null || Objects.equals(here, alone)) {
      return Optional.empty();
    }
    String what = "the log probability of token " + index;
    if (here.logprob() != alone.logprob()) {
      return Optional.of(difference(what, here.logprob(), alone.logprob()));
    }
    return Optional.of(
        "%s is the same, but its alternatives are %s, alone %s"
            .formatted(what, here.top(), alone.top()));
  }

  private static Optional<String> difference(String what, double[] here, double[] alone) {
    if (here.length != alone.length) {
      return Optional.of("%ss are %d, alone %d".formatted(what, here.length, alone.length));
    }
    for (int i = 0; i < here.length; i++) {
      if (Double.doubleToLongBits(here[i]) != Double.doubleToLongBits(alone[i])) {
        return Optional.of(difference(what + " " + i, here[i], alone[i]));
      }
    }
    return Optional.empty();
  }

  private static String difference(String what, double here, double alone) {
    return "%s is %s (bits %016x), alone %s (bits %016x)"
        .formatted(
            what, here, Double.doubleToLongBits(here), alone, Double.doubleToLongBits(alone));
  }
}
