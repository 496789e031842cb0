package io.mosaicgpt.model.scheduler;

import io.mosaicgpt.model.kv.KvAction;
import io.mosaicgpt.model.kv.SlotTable;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides what each step computes, from queues and budget alone: no thread, clock or model. The
 * cycle is {@link #schedule}, then {@link #commit} once the step has run, then for every sequence
 * with nothing remaining a new token ({@link Sequence#append}, {@link Sequence#branch}) or its
 * {@link #finish}.
 *
 * <ul>
 *   <li>Every decoding sequence gets its token in every step. Several tokens that it goes on with
 *       at once are shared out like a prompt.
 *   <li>What is left of the budget goes to prompts, in chunks: by priority, then in the order of
 *       admission. A waiting sequence is admitted once those before it leave budget over.
 *   <li>The first in the waiting order is admitted first; none overtakes it because it is smaller,
 *       so none waits for ever.
 *   <li>A sequence that begins with tokens which a more important one computes in this very step
 *       puts its own first step off, and takes them over in the next: {@link PrefixWait}.
 *   <li>When positions run out, the least important running sequence, of equals the one admitted
 *       last, loses its slot and waits again. So the most important one always advances, and ends.
 * </ul>
 *
 * <p>Structure after nano-vllm's scheduler. Not thread-safe.
 */
public final class Scheduler {
  private final SlotTable table;
  private final int maxNumBatchedTokens;
  private final WaitingQueue waiting = new WaitingQueue();
  private final RunningList running = new RunningList();
  private long turns;
  private long preemptions;
  private long prefixQueries;
  private long prefixHits;
  private long prefixWaits;

  /**
   * A scheduler without work.
   *
   * @param table the slots
   * @param maxNumBatchedTokens most tokens of one step; at least the number of slots
   */
  public Scheduler(SlotTable table, int maxNumBatchedTokens) {
    if (maxNumBatchedTokens < table.idleSlots()) {
      throw new IllegalArgumentException(
          "%d tokens a step are fewer than %d slots: every sequence needs one"
              .formatted(maxNumBatchedTokens, table.idleSlots()));
    }
    this.table = table;
    this.maxNumBatchedTokens = maxNumBatchedTokens;
  }

  /** Queues a sequence. Whoever calls this has checked that it fits when it is alone. */
  public void add(Sequence sequence) {
    waiting.add(sequence);
  }

  /** Plans the next step. */
  public StepPlan schedule() {
    List<Segment> segments = new ArrayList<>(running.size() + 1);
    long preemptedBefore = preemptions;
    int budget = maxNumBatchedTokens - planDecodes(segments);
    // Right after a preemption whatever is free belongs to those that still run.
    boolean mayAdmit = preemptions == preemptedBefore;
    budget -= planPrompts(segments, budget, mayAdmit);
    List<KvAction> actions = table.drainActions();
    return new StepPlan(actions, segments, maxNumBatchedTokens - budget);
  }

  /** Notes that a step has run. */
  public void commit(StepPlan plan) {
    for (Segment segment : plan.segments()) {
      segment.sequence().advance(segment.count());
    }
  }

  /**
   * Starts over after a step that failed: every sequence waits for a slot again, and nothing that
   * slots hold is used any more.
   *
   * @return what happens to arenas
   */
  public List<KvAction> reset() {
    while (running.size() > 0) {
      preempt(running.last());
    }
    table.reset();
    return table.drainActions();
  }

  /** Takes a sequence out, whatever its state: it ended, or nobody wants it any more. */
  public void finish(Sequence sequence) {
    switch (sequence.state()) {
      case WAITING -> waiting.remove(sequence);
      case PREFILL, DECODING -> {
        running.remove(sequence);
        table.giveUp(sequence.slot());
      }
      case FINISHED -> {
        return;
      }
    }
    sequence.finish();
  }

  private int planDecodes(List<Segment> segments) {
    int tokens = 0;
    for (int i = 0; i < running.size(); i++) {
      Sequence sequence = running.get(i);
      if (sequence.remaining() == 0) {
        throw new IllegalStateException("neither a new token nor an end: " + sequence);
      }
      if (hasRoom(sequence) && sequence.state() == SequenceState.DECODING) {
        segments.add(new Segment(sequence, sequence.computed(), 1));
        tokens++;
      }
    }
    return tokens;
  }

  /** Makes room for its new tokens, at the cost of less important sequences or of itself. */
  private boolean hasRoom(Sequence sequence) {
    while (!table.grow(sequence.slot(), sequence.length())) {
      Sequence victim = running.last();
      preempt(victim);
      preemptions++;
      if (victim == sequence) {
        return false;
      }
    }
    return true;
  }

  private void preempt(Sequence victim) {
    running.remove(victim);
    table.giveUp(victim.slot());
    victim.preempt();
    waiting.add(victim);
  }

  /** Shares the budget out among prompts under way and new ones. Returns the tokens planned. */
  private int planPrompts(List<Segment> segments, int budget, boolean mayAdmit) {
    List<Sequence> prompts = running.inState(SequenceState.PREFILL);
    PrefixWait wait = new PrefixWait(table.sharesPrefixes(), segments, maxNumBatchedTokens);
    int next = 0;
    int left = budget;
    while (left > 0) {
      Sequence prompt = next < prompts.size() ? prompts.get(next) : null;
      Sequence first = mayAdmit && wait.hasRoom() ? waiting.peek() : null;
      if (first != null && (prompt == null || first.priority() < prompt.priority())) {
        if (!admit(first)) {
          mayAdmit = false;
          continue;
        }
        prompt = first;
      } else if (prompt == null) {
        break;
      } else {
        next++;
      }
      takeOver(prompt);
      if (wait.isWorthwhile(prompt)) {
        prompt.putOff();
        prefixWaits++;
        continue;
      }
      int count = Math.min(prompt.remaining(), left);
      segments.add(new Segment(prompt, prompt.computed(), count));
      left -= count;
    }
    return budget - left;
  }

  /** What the sequence waited for has been computed in another slot since. */
  private void takeOver(Sequence prompt) {
    if (!prompt.isUntouched() || prompt.waits() == 0) {
      return;
    }
    int before = prompt.computed();
    int reused = table.reuseMore(prompt.slot(), before, prompt.reusable());
    prompt.goOnBehind(reused);
    prefixHits += prompt.preemptions() == 0 ? reused - before : 0;
  }

  private boolean admit(Sequence first) {
    int positions = (int) Math.min(first.positionsAtAdmission(), table.totalPositions());
    SlotTable.Grant grant = table.acquire(positions, first, first.reusable());
    if (grant == null) {
      return false;
    }
    waiting.poll();
    if (!first.wasAdmittedBefore()) {
      prefixQueries += first.reusable();
      prefixHits += grant.reusedPositions();
    }
    first.admit(grant.slot(), turns++, grant.reusedPositions());
    running.add(first);
    return true;
  }

  /** Sequences with a slot. */
  public int running() {
    return running.size();
  }

  /** Sequences without one. */
  public int waiting() {
    return waiting.size();
  }

  /** How often a sequence lost its slot to a more important one. */
  public long preemptions() {
    return preemptions;
  }

  /** Tokens looked for in other slots. */
  public long prefixQueries() {
    return prefixQueries;
  }

  /** Tokens found there. */
  public long prefixHits() {
    return prefixHits;
  }

  /** Steps that sequences put off for a prefix under way. */
  public long prefixWaits() {
    return prefixWaits;
  }
}
