package io.mosaicgpt.model.evaluation;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.client.Answer;
import io.mosaicgpt.model.client.InferenceClient;
import io.mosaicgpt.model.corpus.CorpusException;
import io.mosaicgpt.model.corpus.Example;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Scores labels for many texts through an engine that serves: the same prompts, tokens and numbers
 * that an event with these {@code choices} gets.
 */
public final class LabelScorer {
  /** Enough to have the next prompt ready when one ends, few enough to hold little memory. */
  private static final int REQUESTS_PER_SLOT = 4;

  private final InferenceEngine engine;
  private final PromptEncoder encoder;
  private final String instruction;
  private final List<String> labels;

  /** Is told how far scoring has come, by another thread than the caller's. */
  @FunctionalInterface
  public interface Progress {
    /** Listens to nothing. */
    Progress NONE = (done, total) -> {};

    /** {@code done} of {@code total} examples are scored. */
    void scored(int done, int total);
  }

  /**
   * A scorer.
   *
   * @param engine to be closed by the caller
   * @param instruction what to do with each text
   * @param labels to choose from, in the order of the scores
   */
  public LabelScorer(InferenceEngine engine, String instruction, List<String> labels) {
    this.engine = requireNonNull(engine, "engine is null");
    this.encoder = new PromptEncoder(engine.model());
    this.instruction = requireNonNull(instruction, "instruction is null");
    this.labels = List.copyOf(labels);
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("there are no labels");
    }
  }

  /**
   * Scores examples whose labels are among the scorer's.
   *
   * @param examples at least one
   * @throws CorpusException when an example has another label
   * @throws RequestException when the model cannot serve these labels or one of the examples
   * @throws IllegalStateException when the engine breaks
   */
  public ScoredExamples score(List<Example.Labelled> examples, Progress progress)
      throws InterruptedException {
    int[] truths = examples.stream().mapToInt(this::truth).toArray();
    return new ScoredExamples(labels, truths, logprobs(examples, progress));
  }

  /**
   * Whether the model takes an example's prompt with every label of the scorer's behind it, so that
   * it can be scored. That its own label fits does not say so: others may be longer.
   *
   * @throws RequestException when it cannot be scored for another reason than its length
   */
  public boolean fits(Example.Labelled example) {
    try {
      request(example);
      return true;
    } catch (RequestException e) {
      if (e.code() == ErrorCode.PROMPT_TOO_LONG) {
        return false;
      }
      throw e;
    }
  }

  private int truth(Example.Labelled example) {
    int truth = labels.indexOf(example.label());
    if (truth < 0) {
      throw example
          .place()
          .refuse(
              "has the label '%s', which is none of the %d to choose from: add it to them, or leave the line out"
                  .formatted(example.label(), labels.size()));
    }
    return truth;
  }

  /**
   * Log probability of each label for each example, whatever the example's own label is: for texts
   * that none of the labels is right for.
   *
   * @return one array an example, in their order, each in the order of the labels
   * @throws RequestException when the model cannot serve these labels or one of the examples
   * @throws IllegalStateException when the engine breaks
   */
  public List<double[]> logprobs(List<Example.Labelled> examples, Progress progress)
      throws InterruptedException {
    Semaphore room = new Semaphore(REQUESTS_PER_SLOT * engine.setup().maxNumSeqs());
    AtomicInteger done = new AtomicInteger();
    List<CompletableFuture<double[]>> scores = new ArrayList<>(examples.size());
    try (InferenceClient client = InferenceClient.of(engine)) {
      for (Example.Labelled example : examples) {
        GenerationRequest request = request(example);
        room.acquire();
        scores.add(
            client
                .submit(request)
                .thenApply(LabelScorer::logprobs)
                .whenComplete(
                    (score, failure) -> {
                      room.release();
                      progress.scored(done.incrementAndGet(), examples.size());
                    }));
      }
      return all(scores);
    }
  }

  private GenerationRequest request(Example.Labelled example) {
    String name = "%s, line %d".formatted(example.place().file(), example.place().line());
    try {
      return encoder.encode(
          0,
          PromptInput.ofInstruction(name, instruction, example.text()).withChoices(labels),
          SamplingParams.builder(),
          OptionalLong.of(0));
    } catch (RequestException e) {
      throw new RequestException(e.code(), name + ": " + e.getMessage());
    }
  }

  /** Without the request, whose tokens nobody needs any more. */
  private static double[] logprobs(Answer answer) {
    return answer.finished().choiceLogprobs();
  }

  private static List<double[]> all(List<CompletableFuture<double[]>> scores)
      throws InterruptedException {
    List<double[]> all = new ArrayList<>(scores.size());
    try {
      for (CompletableFuture<double[]> score : scores) {
        all.add(score.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
    return all;
  }
}
