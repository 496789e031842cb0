package io.mosaicgpt.operators;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.io.Serializable;
import java.time.Duration;

/**
 * How the generate operator works. Immutable; {@link #defaults()} and the {@code with} methods make
 * one.
 *
 * <p><b>Attempts.</b> A request's attempt grows by one each time it is restored from a checkpoint.
 * Restarts without a checkpoint in between therefore count once, and a cluster that restarts in a
 * loop does not use up the attempts of requests that are not to blame. In such a loop a request
 * runs only after a checkpoint has counted its attempt, and the one that breaks the engine is found
 * by running few at a time.
 *
 * @param sampling for events that say nothing; its seed is not used: an event without one gets a
 *     seed derived from its request_id
 * @param maxInFlight requests that one subtask holds at a time, at least 1, or {@link
 *     #TWICE_THE_SLOTS}
 * @param timeout for events without {@code timeout_ms}, from admission, at least a millisecond.
 *     Deadlines are points in time: they pass while a job is stopped, too
 * @param maxAttempts a request in flight at this many restores, each from another checkpoint, is
 *     given up; at least 1
 * @param stepTimeout a step of the engine that takes longer hangs: the task fails and gets another
 *     engine; at least a millisecond
 * @param chunks whether pieces of unfinished completions are emitted as they come
 * @param form for events that ask for none, neither as choices; null leaves their answers free
 * @param labels how labels of events that say nothing are judged
 * @param truthField field of an event's metadata with the label that it should get, for metrics
 *     alone; null when there is none
 */
public record GenerateOptions(
    SamplingDefaults sampling,
    int maxInFlight,
    Duration timeout,
    int maxAttempts,
    Duration stepTimeout,
    boolean chunks,
    FormText form,
    LabelOptions labels,
    String truthField)
    implements Serializable {
  /** Value of {@link #maxInFlight}: as many requests again as the engine computes together. */
  public static final int TWICE_THE_SLOTS = 0;

  /** Value of {@link #timeout} for requests that never time out. */
  public static final Duration NEVER = Duration.ofMillis(Long.MAX_VALUE);

  public GenerateOptions {
    requireNonNull(sampling, "sampling is null");
    requireNonNull(timeout, "timeout is null");
    requireNonNull(labels, "labels is null");
    if (maxInFlight < 0) {
      throw new IllegalArgumentException(
          "max-in-flight is %d; set at least 1, or 0 for twice the engine's slots"
              .formatted(maxInFlight));
    }
    if (timeout.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          "timeout is %d ms; set at least 1".formatted(timeout.toMillis()));
    }
    if (timeout.compareTo(NEVER) > 0) {
      timeout = NEVER;
    }
    requireNonNull(stepTimeout, "stepTimeout is null");
    if (stepTimeout.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          "step-timeout is %d ms; set at least 1".formatted(stepTimeout.toMillis()));
    }
    if (maxAttempts < 1) {
      throw new IllegalArgumentException(
          "max-attempts is %d; set at least 1".formatted(maxAttempts));
    }
  }

  /**
   * The model's own sampling, twice the slots, ten minutes, ten attempts, five minutes a step, no
   * chunks, no form, the likeliest label.
   */
  public static GenerateOptions defaults() {
    return new GenerateOptions(
        new SamplingDefaults.OfModel(SamplingParams.defaults().maxTokens(), null),
        TWICE_THE_SLOTS,
        Duration.ofMinutes(10),
        10,
        Duration.ofMinutes(5),
        false,
        null,
        LabelOptions.DEFAULTS,
        null);
  }

  /** The same for every model. */
  public GenerateOptions withSampling(SamplingParams newSampling) {
    return withSampling(new SamplingDefaults.Fixed(newSampling));
  }

  public GenerateOptions withSampling(SamplingDefaults newSampling) {
    return new GenerateOptions(
        newSampling,
        maxInFlight,
        timeout,
        maxAttempts,
        stepTimeout,
        chunks,
        form,
        labels,
        truthField);
  }

  public GenerateOptions withMaxInFlight(int newMaxInFlight) {
    return new GenerateOptions(
        sampling,
        newMaxInFlight,
        timeout,
        maxAttempts,
        stepTimeout,
        chunks,
        form,
        labels,
        truthField);
  }

  public GenerateOptions withTimeout(Duration newTimeout) {
    return new GenerateOptions(
        sampling,
        maxInFlight,
        newTimeout,
        maxAttempts,
        stepTimeout,
        chunks,
        form,
        labels,
        truthField);
  }

  public GenerateOptions withMaxAttempts(int newMaxAttempts) {
    return new GenerateOptions(
        sampling,
        maxInFlight,
        timeout,
        newMaxAttempts,
        stepTimeout,
        chunks,
        form,
        labels,
        truthField);
  }

  public GenerateOptions withStepTimeout(Duration newStepTimeout) {
    return new GenerateOptions(
        sampling,
        maxInFlight,
        timeout,
        maxAttempts,
        newStepTimeout,
        chunks,
        form,
        labels,
        truthField);
  }

  public GenerateOptions withChunks(boolean newChunks) {
    return new GenerateOptions(
        sampling,
        maxInFlight,
        timeout,
        maxAttempts,
        stepTimeout,
        newChunks,
        form,
        labels,
        truthField);
  }

  public GenerateOptions withForm(FormText newForm) {
    return new GenerateOptions(
        sampling,
        maxInFlight,
        timeout,
        maxAttempts,
        stepTimeout,
        chunks,
        newForm,
        labels,
        truthField);
  }

  public GenerateOptions withLabels(LabelOptions newLabels) {
    return new GenerateOptions(
        sampling,
        maxInFlight,
        timeout,
        maxAttempts,
        stepTimeout,
        chunks,
        form,
        newLabels,
        truthField);
  }

  public GenerateOptions withTruthField(String newTruthField) {
    return new GenerateOptions(
        sampling,
        maxInFlight,
        timeout,
        maxAttempts,
        stepTimeout,
        chunks,
        form,
        labels,
        newTruthField);
  }

  /** Requests that a subtask may hold over an engine with this many slots. */
  public int capacity(int slots) {
    return maxInFlight == TWICE_THE_SLOTS ? 2 * slots : maxInFlight;
  }
}
