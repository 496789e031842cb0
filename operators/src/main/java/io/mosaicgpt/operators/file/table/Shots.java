package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.sampling.SeedDerivation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** Chooses examples for rows. Not thread-safe. */
public final class Shots implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

  @SuppressWarnings("serial") // List.copyOf is serializable.
  private final List<Shot> shots;

  private final int perRow;
  private final ShotSelection selection;
  private final long seed;

  /** Examples by their words, and how many words each has. */
  private transient Map<String, List<Integer>> byWord;

  private transient int[] words;

  /**
   * Chooses of these.
   *
   * @param perRow how many a row gets, at least 1 and at most as many as there are
   * @param seed of {@link ShotSelection#RANDOM}
   */
  public Shots(List<Shot> shots, int perRow, ShotSelection selection, long seed) {
    this.shots = List.copyOf(shots);
    this.perRow = perRow;
    this.selection = requireNonNull(selection, "selection is null");
    this.seed = seed;
    if (perRow < 1 || perRow > shots.size()) {
      throw new IllegalArgumentException(
          "%d of %d examples cannot be chosen".formatted(perRow, shots.size()));
    }
  }

  /**
   * Those for a row, in the order in which they are shown.
   *
   * @param id of the row's request
   */
  public List<Shot> of(String text, String id) {
    return switch (selection) {
      case FIXED -> shots.subList(0, perRow);
      case RANDOM -> random(id);
      case SIMILAR -> similar(text);
    };
  }

  private List<Shot> random(String id) {
    SplittableRandom random = new SplittableRandom(SeedDerivation.fromRequestId(seed + "/" + id));
    Set<Integer> chosen = new LinkedHashSet<>();
    while (chosen.size() < perRow) {
      chosen.add(random.nextInt(shots.size()));
    }
    return chosen.stream().map(shots::get).toList();
  }

  /** By the share of words that both have of those that either has; of equal ones the first. */
  private List<Shot> similar(String text) {
    if (byWord == null) {
      index();
    }
    Set<String> own = words(text);
    Map<Integer, Integer> shared = new HashMap<>();
    for (String word : own) {
      byWord.getOrDefault(word, List.of()).forEach(i -> shared.merge(i, 1, Integer::sum));
    }
    List<Integer> order = new ArrayList<>(shared.keySet());
    order.sort(
        Comparator.comparingDouble(
                (Integer i) -> -(double) shared.get(i) / (own.size() + words[i] - shared.get(i)))
            .thenComparing(Comparator.naturalOrder()));
    Set<Integer> chosen = new LinkedHashSet<>(order.subList(0, Math.min(perRow, order.size())));
    for (int i = 0; chosen.size() < perRow; i++) {
      chosen.add(i); // none has a word of these
    }
    List<Shot> similar = new ArrayList<>(chosen.stream().map(shots::get).toList());
    Collections.reverse(similar);
    return similar;
  }

  private void index() {
    byWord = new HashMap<>();
    words = new int[shots.size()];
    for (int i = 0; i < shots.size(); i++) {
      Set<String> of = words(shots.get(i).text());
      words[i] = of.size();
      for (String word : of) {
        byWord.computeIfAbsent(word, w -> new ArrayList<>()).add(i);
      }
    }
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>(List.of(BETWEEN_WORDS.split(text.toLowerCase(Locale.ROOT))));
    words.remove("");
    return words;
  }

  /** All that the choice depends on. */
  @Override
  public String toString() {
    return "%s %d %d %s".formatted(selection, perRow, seed, shots);
  }
}
