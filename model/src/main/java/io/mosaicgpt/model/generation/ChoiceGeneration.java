package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.forward.TokenTree;
import io.mosaicgpt.model.sampling.Logprobs;
import io.mosaicgpt.model.scheduler.Sequence;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Scores labels: their tree is computed behind the prompt, in the same slot, with the prompt's own
 * last tokens if a step has room for both. What is too much for a slot comes in rounds, one behind
 * the prompt after the other. A label's bits are the same however its tree is cut.
 */
public final class ChoiceGeneration extends Generation {
  /**
   * Most nodes of a round: a slot holds as many positions for it from admission on. What another
   * round computes again is a path of a few tokens.
   */
  static final int MOST_NODES = 512;

  private final ChoiceTree tree;
  private final List<ChoiceRound> rounds;
  private final int promptLength;
  private int nextRound = 1;

  /** Null while it goes on. */
  private EndReason reason;

  /** What the sequence holds behind the prompt, and how that hangs together. */
  private ChoiceRound current;

  private TokenTree currentTree;

  private ChoiceGeneration(
      GenerationRequest request,
      Sequence sequence,
      Stopwatch stopwatch,
      ChoiceTree tree,
      List<ChoiceRound> rounds) {
    super(request, sequence, stopwatch);
    this.tree = tree;
    this.rounds = rounds;
    this.promptLength = request.promptTokens().length;
    this.current = rounds.get(0);
    this.currentTree = current.tree(promptLength);
  }

  /**
   * Scoring that has not begun.
   *
   * @param session whose it is, for the scheduler
   * @param limit longest sequence; prompt and longest label fit
   * @param trees whether the model computes trees; one branch after the other if not
   */
  public static ChoiceGeneration of(
      Object session, GenerationRequest request, int limit, boolean trees, Stopwatch stopwatch) {
    ChoiceTree tree = new ChoiceTree(request.choices());
    List<ChoiceRound> rounds =
        (trees ? tree.rounds(mostNodes(request, limit)) : tree.branches())
            .stream().map(ChoiceRound::new).toList();
    return new ChoiceGeneration(
        request, sequence(session, request, rounds, trees), stopwatch, tree, rounds);
  }

  /** The deepest node whose row is needed has as many ancestors as fit in any case. */
  private static int mostNodes(GenerationRequest request, int limit) {
    int longest = request.choices().stream().mapToInt(c -> c.tokenIds().length).max().orElseThrow();
    return Math.max(longest, Math.min(MOST_NODES, limit - request.promptTokens().length));
  }

  private static Sequence sequence(
      Object session, GenerationRequest request, List<ChoiceRound> rounds, boolean trees) {
    int[] prompt = request.promptTokens();
    int[] first = rounds.get(0).tokens();
    int[] tokens = Arrays.copyOf(prompt, prompt.length + first.length);
    System.arraycopy(first, 0, tokens, prompt.length, first.length);
    int largest = rounds.stream().mapToInt(round -> round.nodes().size()).max().orElseThrow();
    return new Sequence(
        session,
        request.priority(),
        tokens,
        largest - first.length,
        request.promptLogprobs() ? 0 : prompt.length - 1,
        trees ? prompt.length : Integer.MAX_VALUE);
  }

  @Override
  public TokenTree tree() {
    return currentTree;
  }

  @Override
  public boolean wantsLogits(int position) {
    return super.wantsLogits(position) || wantsScores(position);
  }

  @Override
  public boolean readsLogits(int position) {
    return wantsLogits(position);
  }

  private boolean wantsScores(int position) {
    return position >= promptLength - 1 && !node(position).isScored();
  }

  private ChoiceTree.Node node(int position) {
    int index = position - promptLength;
    return index < 0 ? tree.root() : current.nodes().get(index);
  }

  @Override
  public boolean accept(int position, LogitRow row, Consumer<GenerationEvent> events) {
    super.accept(position, row, events);
    if (!wantsScores(position)) {
      return false;
    }
    float[] logits = row.logits();
    double logSumExp = Logprobs.logSumExp(logits);
    node(position).score(token -> logits[token] - logSumExp);
    if (position == sequence().length() - 1 && !goesOn()) {
      reason = EndReason.STOP;
    }
    return reason != null;
  }

  /** Puts the next round behind the prompt. False when all labels are scored. */
  private boolean goesOn() {
    while (nextRound < rounds.size()) {
      ChoiceRound next = rounds.get(nextRound++);
      if (!next.isScored()) {
        int common = next.common(current);
        int[] tokens = next.tokens();
        sequence().branch(promptLength + common, Arrays.copyOfRange(tokens, common, tokens.length));
        current = next;
        currentTree = next.tree(promptLength);
        return true;
      }
    }
    return false;
  }

  /** The likeliest label, the first of equal ones; empty if the request ended before all scores. */
  @Override
  String text() {
    if (reason == null) {
      return "";
    }
    double[] totals = tree.totals();
    int best = 0;
    for (int i = 1; i < totals.length; i++) {
      if (totals[i] > totals[best]) {
        best = i;
      }
    }
    return request().choices().get(best).label();
  }

  @Override
  public EndReason reason() {
    return reason;
  }

  @Override
  double[] choiceLogprobs() {
    return tree.totals();
  }
}
