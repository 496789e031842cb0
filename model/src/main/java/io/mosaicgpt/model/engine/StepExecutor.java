package io.mosaicgpt.model.engine;

import io.mosaicgpt.model.kv.KvAction;
import io.mosaicgpt.model.replica.ForwardModel;
import io.mosaicgpt.model.replica.StepBatch;
import io.mosaicgpt.model.replica.StepOutput;
import io.mosaicgpt.model.sampling.Draw;
import io.mosaicgpt.model.scheduler.Segment;
import io.mosaicgpt.model.scheduler.Sequence;
import io.mosaicgpt.model.scheduler.StepPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    int segments = plan.segments().size();
    int[] tokens = new int[plan.tokens()];
    int[] slots = new int[segments];
    int[] starts = new int[segments];
    int[] counts = new int[segments];
    int[] rows = new int[plan.tokens()];
    List<Wanted> wanted = new ArrayList<>(segments);
    int filled = 0;
    for (int i = 0; i < segments; i++) {
      Segment segment = plan.segments().get(i);
      Generation generation = generations.get(segment.sequence());
      slots[i] = segment.sequence().slot();
      starts[i] = segment.start();
      counts[i] = segment.count();
      System.arraycopy(
          segment.sequence().tokens(), segment.start(), tokens, filled, segment.count());
      for (int position = segment.start(); position < segment.end(); position++) {
        if (generation.wantsLogits(position)) {
          rows[wanted.size()] = filled + position - segment.start();
          wanted.add(new Wanted(generation, position));
        }
      }
      filled += segment.count();
    }
    int[] logitRows = Arrays.copyOf(rows, wanted.size());
    StepOutput output = model.forward(new StepBatch(tokens, slots, starts, counts, logitRows));
    laps.other();
    List<Result> results = results(output, wanted);
    laps.sampling();
    return results;
  }

  private List<Result> results(StepOutput output, List<Wanted> wanted) {
    int[] drawn = draw(output, wanted);
    int[] read =
        IntStream.range(0, wanted.size())
            .filter(row -> drawn[row] == LogitRow.NOT_DRAWN && wanted.get(row).readsLogits())
            .toArray();
    // Everything asked of the output may wait for a device: only what somebody needs.
    boolean greedyWanted =
        IntStream.range(0, wanted.size()).anyMatch(row -> !wanted.get(row).readsLogits());
    int[] greedy = greedyWanted ? output.greedy() : NO_ROWS;
    output.expect(read);
    List<Result> results = new ArrayList<>(wanted.size());
    for (int row = 0; row < wanted.size(); row++) {
      Wanted w = wanted.get(row);
      LogitRow logits = new LogitRow(output, greedy, row, usableVocab, drawn[row]);
      results.add(new Result(w.generation(), w.position(), logits));
    }
    return results;
  }

  /** Ids by row, where the output can draw them and generations want it to. */
  private static int[] draw(StepOutput output, List<Wanted> wanted) {
    int[] ids = new int[wanted.size()];
    Arrays.fill(ids, LogitRow.NOT_DRAWN);
    if (output.draws()) {
      List<Draw> draws = new ArrayList<>();
      int[] rows =
          IntStream.range(0, wanted.size())
              .filter(row -> wanted.get(row).draw().map(draws::add).orElse(false))
              .toArray();
      int[] drawn = rows.length == 0 ? NO_ROWS : output.draw(rows, draws);
      for (int i = 0; i < rows.length; i++) {
        ids[rows[i]] = drawn[i];
      }
    }
    return ids;
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

  private record Wanted(Generation generation, int position) {
    boolean readsLogits() {
      return generation.readsLogits(position);
    }

    Optional<Draw> draw() {
      return generation.draw(position);
    }
  }
}
