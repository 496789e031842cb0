package io.mosaicgpt.model.training.data;

import io.mosaicgpt.model.corpus.CorpusException;
import io.mosaicgpt.model.corpus.Example;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * The labels that data has, by the instruction that asks for them and in the order of their texts,
 * each with where it is first. Two instructions may have the same label, and it is learned for each
 * by itself.
 */
public final class LabelSet {
  private final TreeMap<String, TreeMap<String, Example.Labelled>> first = new TreeMap<>();

  /** No labels yet. */
  LabelSet() {}

  /**
   * Adds an example's label, if it has one.
   *
   * @param otherwise the instruction of those that have none of their own
   */
  void add(Example example, String otherwise) {
    if (example instanceof Example.Labelled labelled) {
      first
          .computeIfAbsent(labelled.instructionOr(otherwise), instruction -> new TreeMap<>())
          .putIfAbsent(labelled.label(), labelled);
    }
  }

  /** The labels of all instructions, sorted. */
  public List<String> labels() {
    return first.values().stream()
        .flatMap(labels -> labels.keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** The instructions that ask for labels, sorted. */
  public List<String> instructions() {
    return List.copyOf(first.keySet());
  }

  /** The labels of examples with an instruction, sorted; none if no example has it. */
  public List<String> labels(String instruction) {
    return List.copyOf(first.getOrDefault(instruction, new TreeMap<>()).keySet());
  }

  /**
   * Refuses labels that others have not with the same instruction.
   *
   * @param training the labels that a model learns
   * @throws CorpusException when this set, of evaluation data, has one that nobody can learn
   */
  public void requireIn(LabelSet training) {
    List<Example.Labelled> unknown =
        first.entrySet().stream()
            .flatMap(
                group ->
                    group.getValue().values().stream()
                        .filter(example -> !training.has(group.getKey(), example.label())))
            .toList();
    if (!unknown.isEmpty()) {
      throw new CorpusException(
          ("%s, line %d, has the label '%s'%s, which no training data has with its instruction: add"
                  + " some, or leave it out.")
              .formatted(
                  unknown.get(0).place().file(),
                  unknown.get(0).place().line(),
                  unknown.get(0).label(),
                  others(unknown)));
    }
  }

  private boolean has(String instruction, String label) {
    return first.containsKey(instruction) && first.get(instruction).containsKey(label);
  }

  private static String others(Collection<?> unknown) {
    int others = unknown.size() - 1;
    return others == 0 ? "" : " (there %s %d more)".formatted(others == 1 ? "is" : "are", others);
  }
}
