package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.engine.loop.InvarianceRequests.Asked;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Serves requests together under one schedule and compares each with what it brings alone. */
final class InvarianceRun {
  private static final int MOST_TURNS = 1_000_000;

  private final InvarianceModel model;
  private final InvarianceSchedule schedule;
  private final Random random;
  private final Map<Long, Progress> progress = new HashMap<>();
  private final Map<Long, Asked> asked = new HashMap<>();
  private final List<Long> unfinished = new ArrayList<>();
  private final Deque<Asked> toCome;
  private InvarianceFacts facts = InvarianceFacts.NONE;
  private int resumed;
  private LentSlots slots;
  private TurnedEngine engine;

  private InvarianceRun(InvarianceModel model, InvarianceSchedule schedule, List<Asked> all) {
    this.model = model;
    this.schedule = schedule;
    this.random = new Random(schedule.seed());
    List<Asked> order = new ArrayList<>(all);
    Collections.shuffle(order, random);
    this.toCome = new ArrayDeque<>(order);
    all.forEach(one -> asked.put(one.request().key(), one));
  }

  /**
   * What came of it.
   *
   * @param facts what happened
   * @param differences a sentence for each request that brought something else than alone
   */
  record Outcome(InvarianceFacts facts, List<String> differences) {}

  static Outcome of(InvarianceModel model, InvarianceSchedule schedule, List<Asked> all) {
    return new InvarianceRun(model, schedule, all).run();
  }

  private Outcome run() {
    start();
    for (int turn = 1; !toCome.isEmpty() || !unfinished.isEmpty(); turn++) {
      if (turn > MOST_TURNS) {
        throw new AssertionError("no end of %s: %s".formatted(schedule, engine.stats()));
      }
      arrive();
      if (turn == schedule.restartTurn()) {
        stop();
        start();
        unfinished.forEach(this::resume);
      } else if (!unfinished.isEmpty() && random.nextDouble() < schedule.aborts()) {
        long key = unfinished.get(random.nextInt(unfinished.size()));
        engine.abort(key);
        resume(key);
      }
      if (!unfinished.isEmpty()) {
        engine.turn();
      }
      unfinished.removeIf(key -> progress.get(key).hasEnded());
    }
    stop();
    return new Outcome(facts, differences());
  }

  private void start() {
    slots = model.lend(schedule.slots(), schedule.quantum(), schedule.failingStep());
    engine =
        new TurnedEngine(model.served(), slots, schedule.options(), schedule.sessions(), progress);
  }

  private void stop() {
    facts = facts.plus(slots.facts(engine.stats(), resumed));
    resumed = 0;
  }

  private void arrive() {
    double expected = schedule.arrivals() == 0 ? toCome.size() : schedule.arrivals();
    int count = (int) expected + (random.nextDouble() < expected % 1 ? 1 : 0);
    for (; count > 0 && !toCome.isEmpty(); count--) {
      Asked next = toCome.poll();
      long key = next.request().key();
      Progress sofar = new Progress();
      progress.put(key, sofar);
      unfinished.add(key);
      int known = next.alone().tokens().size();
      if (known > 1 && random.nextDouble() < schedule.resumed()) {
        sofar.goOnBehind(next.alone().firstTokens(1 + random.nextInt(known - 1)));
      }
      resume(key);
    }
  }

  private void resume(long key) {
    int[] generated = progress.get(key).tokens();
    resumed += generated.length > 0 ? 1 : 0;
    engine.submit(asked.get(key).request().resumedBehind(generated));
  }

  private List<String> differences() {
    List<String> differences = new ArrayList<>();
    long[] keys = asked.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
    Arrays.stream(keys)
        .forEach(
            key ->
                progress
                    .get(key)
                    .observed()
                    .differenceFrom(asked.get(key).alone())
                    .ifPresent(what -> differences.add(asked.get(key).name() + ": " + what)));
    return differences;
  }
}
