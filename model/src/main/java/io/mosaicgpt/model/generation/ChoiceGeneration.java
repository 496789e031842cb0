package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.forward.TokenTree;
import io.mosaicgpt.model.sampling.Logprobs;
import io.mosaicgpt.model.scheduler.Sequence;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Scores labels: their tree is computed behind the prompt, in the same slot, with the prompt's own
 * last tokens if a step has room for both. What is too much for a slot comes in rounds, one behind
 * the prompt after the other. A label's bits are the same however its tree is cut. Where labels are
 * held against those behind a prompt without content, that prompt and their tree come last, in the
 * same slot, unless another request has had them computed.
 */
public final class ChoiceGeneration extends Generation {
  /**
   * Most nodes of a round: a slot holds as many positions for it from admission on. What another
   * round computes again is a path of a few tokens.
   */
  static final int MOST_NODES = 512;

  private final ChoiceTree tree;

  /** Null unless labels are held against those behind it. */
  private final ChoiceTree contentFreeTree;

  private final ContentFreeScores contentFree;
  private final Deque<ChoiceRound> rounds;
  private ChoiceRound current;
  private TokenTree currentTree;

  /** Null while it goes on. */
  private EndReason reason;

  private ChoiceGeneration(
      GenerationRequest request,
      Sequence sequence,
      Stopwatch stopwatch,
      ContentFreeScores contentFree,
      List<ChoiceRound> rounds) {
    super(request, sequence, stopwatch);
    this.contentFree = contentFree;
    this.rounds = new ArrayDeque<>(rounds);
    this.current = this.rounds.remove();
    this.currentTree = current.tree();
    this.tree = current.choice();
    ChoiceTree last = rounds.get(rounds.size() - 1).choice();
    this.contentFreeTree = last == tree ? null : last;
  }

  /**
   * Scoring that has not begun.
   *
   * @param session whose it is, for the scheduler
   * @param limit longest sequence; prompt and longest label fit
   * @param trees whether the model computes trees; one branch after the other if not
   * @param contentFree the engine's scores behind prompts without content
   */
  public static ChoiceGeneration of(
      Object session,
      GenerationRequest request,
      int limit,
      boolean trees,
      ContentFreeScores contentFree,
      Stopwatch stopwatch) {
    Labelling labelling = request.labelling();
    Stream<ChoiceRound> own = rounds(request.promptTokens(), request.choices(), limit, trees);
    List<ChoiceRound> rounds =
        labelling.isHeldAgainstContentFree()
            ? Stream.concat(
                    own,
                    rounds(
                        labelling.contentFreePrompt(),
                        labelling.contentFreeChoices(),
                        limit,
                        trees))
                .toList()
            : own.toList();
    return new ChoiceGeneration(
        request, sequence(session, request, rounds, trees), stopwatch, contentFree, rounds);
  }

  private static Stream<ChoiceRound> rounds(
      int[] prompt, List<Choice> choices, int limit, boolean trees) {
    ChoiceTree tree = new ChoiceTree(choices);
    // The deepest node whose row is needed has as many ancestors as fit in any case.
    int longest = choices.stream().mapToInt(c -> c.tokenIds().length).max().orElseThrow();
    int most = Math.max(longest, Math.min(MOST_NODES, limit - prompt.length));
    return (trees ? tree.rounds(most) : tree.branches())
        .stream().map(nodes -> new ChoiceRound(tree, prompt, nodes));
  }

  private static Sequence sequence(
      Object session, GenerationRequest request, List<ChoiceRound> rounds, boolean trees) {
    ChoiceRound first = rounds.get(0);
    int longest = rounds.stream().mapToInt(ChoiceRound::length).max().orElseThrow();
    return new Sequence(
        session,
        request.priority(),
        first.tokens(0),
        longest - first.length(),
        request.promptLogprobs() ? 0 : first.prompt().length - 1,
        trees ? first.prompt().length : Integer.MAX_VALUE);
  }

  @Override
  public TokenTree tree() {
    return currentTree;
  }

  @Override
  public boolean wantsLogits(int position) {
    return wantsPromptScores(position) || current.wantsScores(position);
  }

  @Override
  public boolean readsLogits(int position) {
    return wantsLogits(position);
  }

  /** Positions are those of the request's own prompt as long as it is there. */
  private boolean wantsPromptScores(int position) {
    return current.choice() == tree && super.wantsLogits(position);
  }

  @Override
  public boolean accept(int position, LogitRow row, Consumer<GenerationEvent> events) {
    if (wantsPromptScores(position)) {
      super.accept(position, row, events);
    }
    if (!current.wantsScores(position)) {
      return false;
    }
    float[] logits = row.logits();
    double logSumExp = Logprobs.logSumExp(logits);
    current.node(position).score(token -> logits[token] - logSumExp);
    if (position == sequence().length() - 1 && !goesOn()) {
      reason = EndReason.STOP;
    }
    return reason != null;
  }

  /** Takes the next round up. False when all labels are scored. */
  private boolean goesOn() {
    if (contentFreeTree != null && current.choice() == tree) {
      contentFree.find(request().labelling()).ifPresent(contentFreeTree::settle);
    }
    ChoiceRound next = rounds.poll();
    while (next != null && next.isScored()) {
      next = rounds.poll();
    }
    if (next == null) {
      if (current.choice() == contentFreeTree) {
        contentFree.put(request().labelling(), contentFreeTree.totals());
      }
      return false;
    }
    int common = next.common(current);
    sequence().branch(common, next.prompt().length, next.tokens(common));
    current = next;
    currentTree = next.tree();
    return true;
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

  @Override
  double[] contentFreeLogprobs() {
    return contentFreeTree == null ? new double[0] : contentFreeTree.totals();
  }
}
