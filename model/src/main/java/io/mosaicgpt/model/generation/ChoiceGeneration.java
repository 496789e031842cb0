package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.sampling.Logprobs;
import io.mosaicgpt.model.scheduler.Sequence;
import java.util.List;
import java.util.function.Consumer;

/**
 * Scores labels: the prompt is computed once, then one branch of labels after another behind it, in
 * the same slot.
 */
public final class ChoiceGeneration extends Generation {
  private final ChoiceTree tree;
  private final List<ChoiceTree.Node> branches;
  private final int promptLength;
  private int nextBranch;

  /** Null while it goes on. */
  private EndReason reason;

  /** What the sequence holds behind the prompt. */
  private ChoiceTree.Node current;

  /**
   * Scoring that has not begun.
   *
   * @param session whose it is, for the scheduler
   */
  public ChoiceGeneration(Object session, GenerationRequest request, Stopwatch stopwatch) {
    super(request, sequence(session, request), stopwatch);
    this.tree = new ChoiceTree(request.choices());
    this.branches = tree.branches();
    this.promptLength = request.promptTokens().length;
    this.current = tree.root();
  }

  private static Sequence sequence(Object session, GenerationRequest request) {
    // The last token of a label's end is scored, but nothing comes behind it.
    int headroom =
        request.choices().stream().mapToInt(c -> c.tokenIds().length).max().orElseThrow() - 1;
    return new Sequence(
        session,
        request.priority(),
        request.promptTokens(),
        headroom,
        request.promptLogprobs() ? 0 : request.promptTokens().length - 1);
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
    int depth = position - (promptLength - 1);
    return depth >= 0 && !current.ancestor(depth).isScored();
  }

  @Override
  public boolean accept(int position, LogitRow row, Consumer<GenerationEvent> events) {
    super.accept(position, row, events);
    if (!wantsScores(position)) {
      return false;
    }
    float[] logits = row.logits();
    double logSumExp = Logprobs.logSumExp(logits);
    current.ancestor(position - (promptLength - 1)).score(token -> logits[token] - logSumExp);
    if (position == sequence().length() - 1 && !goesOn()) {
      reason = EndReason.STOP;
    }
    return reason != null;
  }

  /** Puts the next branch behind the prompt. False when all labels are scored. */
  private boolean goesOn() {
    while (nextBranch < branches.size()) {
      ChoiceTree.Node branch = branches.get(nextBranch++);
      if (!branch.isScored()) {
        int shared = branch.commonDepth(current);
        sequence().branch(promptLength + shared, branch.tokens(shared));
        current = branch;
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
