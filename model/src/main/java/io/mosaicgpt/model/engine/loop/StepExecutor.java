package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.constraint.TokenMask;
import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepOutput;
import io.mosaicgpt.model.forward.TokenTree;
import io.mosaicgpt.model.generation.Generation;
import io.mosaicgpt.model.generation.LogitRow;
import io.mosaicgpt.model.kv.KvAction;
import io.mosaicgpt.model.sampling.Draw;
import io.mosaicgpt.model.scheduler.Segment;
import io.mosaicgpt.model.scheduler.Sequence;
import io.mosaicgpt.model.scheduler.StepPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Carries a plan out on the model. The engine's thread only. */
final class StepExecutor {
  private static final int[] NO_ROWS = {};

  private final ForwardModel model;
  private final int usableVocab;
  private final int maxModelLen;
  private final LapClock laps;

  StepExecutor(ForwardModel model, int usableVocab, int maxModelLen, LapClock laps) {
    this.model = model;
    this.usableVocab = usableVocab;
    this.maxModelLen = maxModelLen;
    this.laps = laps;
  }

  /** The logits behind the token at {@code position} of a generation's sequence. */
  record Result(Generation generation, int position, LogitRow row) {}

  /** Prepares the arenas, runs the step and returns the rows that generations want, in order. */
  List<Result> execute(StepPlan plan, Map<Sequence, Generation> generations) {
    plan.actions().forEach(this::carryOut);
    if (plan.isIdle()) {
      return List.of();
    }
    List<Part> parts = new ArrayList<>(plan.segments().size());
    for (Segment segment : plan.segments()) {
      Sequence sequence = segment.sequence();
      parts.add(
          new Part(generations.get(sequence), sequence.slot(), segment.start(), segment.count()));
    }
    return compute(parts);
  }

  /**
   * Computes a request's first tokens, as steps with nobody else would, and keeps nothing of it.
   * All slots have to be without memory.
   *
   * @param end how many of them
   * @param most tokens of one step
   */
  void computeAlone(Generation generation, int end, int most) {
    try {
      model.reserve(0, end);
      for (int start = 0; start < end; start += most) {
        compute(List.of(new Part(generation, 0, start, Math.min(most, end - start))));
      }
    } finally {
      model.release(0);
    }
  }

  /** Gives memory back after a step that failed, and finds out whether the model still computes. */
  void startOver(List<KvAction> releases) {
    releases.forEach(this::carryOut);
    try {
      model.reserve(0, 1);
      model.forward(new StepBatch(new int[1], new int[1], new int[1], new int[] {1}, new int[1]));
    } finally {
      model.release(0);
    }
  }

  private List<Result> compute(List<Part> parts) {
    int total = parts.stream().mapToInt(Part::count).sum();
    int[] tokens = new int[total];
    int[] slots = new int[parts.size()];
    int[] starts = new int[parts.size()];
    int[] counts = new int[parts.size()];
    int[] rows = new int[total];
    TokenTree[] trees = new TokenTree[parts.size()];
    List<Wanted> wanted = new ArrayList<>(parts.size());
    int filled = 0;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      Generation generation = part.generation();
      slots[i] = part.slot();
      starts[i] = part.start();
      counts[i] = part.count();
      trees[i] = generation.tree();
      System.arraycopy(generation.sequence().tokens(), part.start(), tokens, filled, part.count());
      for (int position = part.start(); position < part.start() + part.count(); position++) {
        if (generation.wantsLogits(position)) {
          rows[wanted.size()] = filled + position - part.start();
          wanted.add(new Wanted(generation, position));
        }
      }
      filled += part.count();
    }
    int[] logitRows = Arrays.copyOf(rows, wanted.size());
    StepOutput output =
        model.forward(new StepBatch(tokens, slots, starts, counts, logitRows, trees));
    laps.other();
    List<Result> results = results(output, wanted);
    laps.sampling();
    return results;
  }

  private List<Result> results(StepOutput output, List<Wanted> wanted) {
    int[] chosen = choose(output, wanted);
    int[] read =
        IntStream.range(0, wanted.size())
            .filter(row -> chosen[row] == LogitRow.NOT_CHOSEN && wanted.get(row).readsLogits())
            .toArray();
    // Everything asked of the output may wait for a device: only what somebody needs.
    boolean greedyWanted =
        IntStream.range(0, wanted.size()).anyMatch(row -> !wanted.get(row).readsLogits());
    int[] greedy = greedyWanted ? output.greedy() : NO_ROWS;
    output.expect(read);
    List<Result> results = new ArrayList<>(wanted.size());
    for (int row = 0; row < wanted.size(); row++) {
      Wanted w = wanted.get(row);
      LogitRow logits = new LogitRow(output, greedy, row, usableVocab, chosen[row]);
      results.add(new Result(w.generation(), w.position(), logits));
    }
    return results;
  }

  /** Ids by row, where the output can choose them and generations want it to. */
  private static int[] choose(StepOutput output, List<Wanted> wanted) {
    int[] ids = new int[wanted.size()];
    Arrays.fill(ids, LogitRow.NOT_CHOSEN);
    if (output.draws()) {
      choose(wanted, Wanted::draw, output::draw, ids);
      choose(wanted, Wanted::mask, output::greedy, ids);
    }
    return ids;
  }

  private static <T> void choose(
      List<Wanted> wanted,
      Function<Wanted, Optional<T>> wish,
      BiFunction<int[], List<T>, int[]> chooser,
      int[] ids) {
    List<T> wishes = new ArrayList<>();
    int[] rows =
        IntStream.range(0, wanted.size())
            .filter(row -> wish.apply(wanted.get(row)).map(wishes::add).orElse(false))
            .toArray();
    if (rows.length > 0) {
      int[] chosen = chooser.apply(rows, wishes);
      for (int i = 0; i < rows.length; i++) {
        ids[rows[i]] = chosen[i];
      }
    }
  }

  private void carryOut(KvAction action) {
    if (action instanceof KvAction.Release release) {
      model.release(release.slot());
    } else if (action instanceof KvAction.Reserve reserve) {
      // The quantum may go beyond what any sequence will ever use.
      model.reserve(reserve.slot(), Math.min(reserve.positions(), maxModelLen));
    } else if (action instanceof KvAction.Copy copy) {
      model.copyPrefix(copy.fromSlot(), copy.toSlot(), copy.positions());
    }
  }

  /** Some tokens of a request's sequence. */
  private record Part(Generation generation, int slot, int start, int count) {}

  private record Wanted(Generation generation, int position) {
    boolean readsLogits() {
      return generation.readsLogits(position);
    }

    Optional<Draw> draw() {
      return generation.draw(position);
    }

    Optional<TokenMask> mask() {
      return generation.mask(position);
    }
  }
}
