package io.mosaicgpt.model.training.report;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.corpus.Example;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.evaluation.LabelReport;
import io.mosaicgpt.model.evaluation.LabelScorer;
import io.mosaicgpt.model.evaluation.Reliability;
import io.mosaicgpt.model.evaluation.ScoredExamples;
import io.mosaicgpt.model.evaluation.TemperatureFit;
import io.mosaicgpt.model.training.data.LabelSet;
import io.mosaicgpt.model.training.data.RecordOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Evaluates the labels of a model that was just written, through the engine that serves it, and
 * fits a temperature.
 */
public final class LabelEvaluation {
  private final LabelResults results;
  private final Optional<Calibration> calibration;

  private LabelEvaluation(LabelResults results, Optional<Calibration> calibration) {
    this.results = results;
    this.calibration = calibration;
  }

  /** An instruction's examples that can be scored, and who scores them. */
  private record Group(String instruction, LabelScorer scorer, List<Example.Labelled> fitting) {}

  /** An instruction's examples, and what the model makes of them. */
  private record Scored(
      String instruction,
      ScoredExamples all,
      Optional<ScoredExamples> fitted,
      Optional<ScoredExamples> measured) {}

  /**
   * Evaluates examples, each among the labels that its instruction has in training. Where that is
   * one alone, there is nothing to choose from, and its examples are left out. So are those, and
   * they are counted, that are longer than the model with the longest of the labels.
   *
   * @param engine that serves the model; closed by the caller
   * @param examples at least one
   * @param instruction of those that have none of their own
   * @param training the labels that the model has learned, those of the examples among them
   * @param seed of the halves
   */
  public static Optional<LabelEvaluation> of(
      InferenceEngine engine,
      List<Example.Labelled> examples,
      String instruction,
      LabelSet training,
      long seed,
      LabelScorer.Progress progress)
      throws InterruptedException {
    Map<String, List<Example.Labelled>> byInstruction =
        examples.stream()
            .collect(
                groupingBy(example -> example.instructionOr(instruction), TreeMap::new, toList()));
    List<Group> groups = new ArrayList<>();
    int all = 0;
    int dropped = 0;
    for (Map.Entry<String, List<Example.Labelled>> group : byInstruction.entrySet()) {
      List<String> labels = training.labels(group.getKey());
      if (labels.size() < 2) {
        continue; // nothing to choose from
      }
      LabelScorer scorer = new LabelScorer(engine, group.getKey(), labels);
      List<Example.Labelled> fitting = group.getValue().stream().filter(scorer::fits).toList();
      all += fitting.size();
      dropped += group.getValue().size() - fitting.size();
      if (!fitting.isEmpty()) {
        groups.add(new Group(group.getKey(), scorer, fitting));
      }
    }
    return all + dropped == 0
        ? Optional.empty()
        : Optional.of(of(scored(groups, all, seed, progress), all, dropped));
  }

  private static List<Scored> scored(
      List<Group> groups, int all, long seed, LabelScorer.Progress progress)
      throws InterruptedException {
    List<Scored> scored = new ArrayList<>();
    int before = 0;
    for (Group group : groups) {
      int done = before;
      ScoredExamples examples =
          group
              .scorer()
              .score(group.fitting(), (count, total) -> progress.scored(done + count, all));
      before += group.fitting().size();
      int[] order = RecordOrder.of(examples.size(), seed, 0);
      scored.add(
          new Scored(
              group.instruction(), examples, half(examples, order, 0), half(examples, order, 1)));
    }
    return scored;
  }

  /** Every second example of an order. */
  private static Optional<ScoredExamples> half(ScoredExamples all, int[] order, int from) {
    List<Integer> chosen = new ArrayList<>();
    for (int i = from; i < order.length; i += 2) {
      chosen.add(order[i]);
    }
    return chosen.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ScoredExamples(
                all.labels(),
                chosen.stream().mapToInt(all::truth).toArray(),
                chosen.stream().map(all::logprobs).toList()));
  }

  private static LabelEvaluation of(List<Scored> scored, int examples, int dropped) {
    Optional<ScoredExamples> fitted = together(scored.stream().map(Scored::fitted).toList());
    Optional<ScoredExamples> measured = together(scored.stream().map(Scored::measured).toList());
    Optional<Calibration> calibration =
        fitted.filter(TemperatureFit::isPossible).map(TemperatureFit::calibration);
    LabelResults.Calibrated calibrated = null;
    if (calibration.isPresent() && measured.isPresent()) {
      double temperature = calibration.get().labelTemperature();
      calibrated =
          new LabelResults.Calibrated(
              temperature,
              fitted.get().size(),
              measured.get().size(),
              Reliability.of(measured.get(), 1),
              Reliability.of(measured.get(), temperature));
    }
    List<LabelResults.OfInstruction> instructions =
        scored.stream()
            .map(
                one ->
                    new LabelResults.OfInstruction(
                        one.instruction(),
                        LabelReport.of(one.all(), 1),
                        one.fitted()
                            .filter(TemperatureFit::isPossible)
                            .map(TemperatureFit::of)
                            .orElse(null)))
            .toList();
    return new LabelEvaluation(
        new LabelResults(examples, dropped, instructions, calibrated), calibration);
  }

  /** Examples of several instructions, each with the labels of its own to choose from. */
  private static Optional<ScoredExamples> together(List<Optional<ScoredExamples>> parts) {
    List<ScoredExamples> there = parts.stream().flatMap(Optional::stream).toList();
    if (there.size() < 2) {
      return there.stream().findFirst();
    }
    List<String> labels = new ArrayList<>();
    List<Integer> truths = new ArrayList<>();
    int all = there.stream().mapToInt(part -> part.labels().size()).sum();
    List<double[]> logprobs = new ArrayList<>();
    for (ScoredExamples part : there) {
      int first = labels.size();
      labels.addAll(part.labels());
      for (int i = 0; i < part.size(); i++) {
        double[] scores = new double[all];
        Arrays.fill(scores, Double.NEGATIVE_INFINITY);
        System.arraycopy(part.logprobs(i), 0, scores, first, part.labels().size());
        truths.add(first + part.truth(i));
        logprobs.add(scores);
      }
    }
    return Optional.of(
        new ScoredExamples(
            labels, truths.stream().mapToInt(Integer::intValue).toArray(), logprobs));
  }

  /** What came of it. */
  public LabelResults results() {
    return results;
  }

  /**
   * The temperature for the model; empty where the examples are too few to fit one, or all of them
   * got the right label, so that nothing says how sure the model may be.
   */
  public Optional<Calibration> calibration() {
    return calibration;
  }
}
