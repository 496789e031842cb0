package io.mosaicgpt.model.training.data;

import io.mosaicgpt.model.corpus.CorpusException;
import io.mosaicgpt.model.corpus.Example;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** The labels that data has, in the order of their texts, each with where it is first. */
public final class LabelSet {
  private final TreeMap<String, Example.Labelled> first = new TreeMap<>();
  private final TreeMap<String, TreeSet<String>> byInstruction = new TreeMap<>();

  /** No labels yet. */
  LabelSet() {}

  /**
   * Adds an example's label, if it has one.
   *
   * @param otherwise the instruction of those that have none of their own
   */
  void add(Example example, String otherwise) {
    if (example instanceof Example.Labelled labelled) {
      first.putIfAbsent(labelled.label(), labelled);
      byInstruction
          .computeIfAbsent(labelled.instructionOr(otherwise), instruction -> new TreeSet<>())
          .add(labelled.label());
    }
  }

  /** The labels, sorted. */
  public List<String> labels() {
    return List.copyOf(first.keySet());
  }

  /** The labels of examples with an instruction, sorted; none if no example has it. */
  public List<String> labels(String instruction) {
    return List.copyOf(byInstruction.getOrDefault(instruction, new TreeSet<>()));
  }

  /**
   * Refuses labels that others have not.
   *
   * @param training the labels that a model learns
   * @throws CorpusException when this set, of evaluation data, has one that nobody can learn
   */
  public void requireIn(LabelSet training) {
    List<Example.Labelled> unknown =
        first.values().stream()
            .filter(example -> !training.first.containsKey(example.label()))
            .toList();
    if (!unknown.isEmpty()) {
      throw new CorpusException(
          "%s, line %d, has the label '%s'%s, which no training data has: add some, or leave it out."
              .formatted(
                  unknown.get(0).place().file(),
                  unknown.get(0).place().line(),
                  unknown.get(0).label(),
                  others(unknown)));
    }
  }

  private static String others(Collection<?> unknown) {
    int others = unknown.size() - 1;
    return others == 0 ? "" : " (there %s %d more)".formatted(others == 1 ? "is" : "are", others);
  }
}
