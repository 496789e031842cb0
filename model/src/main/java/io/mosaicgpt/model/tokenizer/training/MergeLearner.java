package io.mosaicgpt.model.tokenizer.training;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Finds the pair of neighbours that occurs most often, merges it everywhere, and again. Of pairs
 * that occur equally often the one with the smaller first id comes first, then the one with the
 * smaller second id; so the merges depend on the words and their counts alone.
 *
 * <p>Counts are kept up to date where a merge changes something. A pair's places are all known in
 * the round in which the younger of its two symbols is made; from then on it can only become rarer.
 * So the queue's counts are upper bounds, and one that is out of date is put back when it comes up.
 */
final class MergeLearner {
  private final SymbolChains chains;
  private final long minFrequency;
  private final Map<Merge, PairPlaces> pairs = new HashMap<>();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

  /** A pair and how often it occurred when it was queued. */
  private record Candidate(Merge pair, long count) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      return count != other.count ? Long.compare(other.count, count) : pair.compareTo(other.pair);
    }
  }

  /**
   * A learner for words, which it merges in place.
   *
   * @param minFrequency pairs that occur more rarely are no candidates
   */
  MergeLearner(SymbolChains chains, long minFrequency) {
    this.chains = requireNonNull(chains, "chains is null");
    this.minFrequency = minFrequency;
    List<Merge> found = new ArrayList<>();
    for (int place = 0; place < chains.places(); place++) {
      if (chains.next(place) != SymbolChains.NONE) {
        add(place, found);
      }
    }
    found.forEach(this::enqueue);
  }

  /** The pair to merge next; empty when none is left. It is not offered again. */
  Optional<Merge> next() {
    for (Candidate best = queue.poll(); best != null; best = queue.poll()) {
      if (pairs.get(best.pair()).count() == best.count()) {
        return Optional.of(best.pair());
      }
      enqueue(best.pair());
    }
    return Optional.empty();
  }

  /**
   * Merges a pair that {@link #next} gave.
   *
   * @param symbol id of the token that it becomes
   */
  void merge(Merge pair, int symbol) {
    List<Merge> found = new ArrayList<>();
    for (int place : pairs.remove(pair).places()) {
      // Another merge, or this one a place earlier as in "aaa", may have taken one of the two.
      if (chains.symbol(place) == pair.left()
          && chains.symbol(chains.next(place)) == pair.right()) {
        merge(place, symbol, found);
      }
    }
    found.forEach(this::enqueue);
  }

  private void merge(int place, int symbol, List<Merge> found) {
    int before = chains.previous(place);
    int second = chains.next(place);
    if (before != SymbolChains.NONE) {
      remove(before);
    }
    if (chains.next(second) != SymbolChains.NONE) {
      remove(second);
    }
    chains.merge(place, symbol);
    if (before != SymbolChains.NONE) {
      add(before, found);
    }
    if (chains.next(place) != SymbolChains.NONE) {
      add(place, found);
    }
  }

  /** The pair that begins at a place. */
  private Merge pairAt(int place) {
    return new Merge(chains.symbol(place), chains.symbol(chains.next(place)));
  }

  private void add(int place, List<Merge> found) {
    Merge pair = pairAt(place);
    PairPlaces places = pairs.get(pair);
    if (places == null) {
      places = new PairPlaces();
      pairs.put(pair, places);
      found.add(pair);
    }
    places.add(place, chains.times(place));
  }

  private void remove(int place) {
    PairPlaces places = pairs.get(pairAt(place));
    if (places != null) { // not the pair that is being merged
      places.remove(chains.times(place));
    }
  }

  private void enqueue(Merge pair) {
    long count = pairs.get(pair).count();
    if (count >= minFrequency) {
      queue.add(new Candidate(pair, count));
    }
  }
}
