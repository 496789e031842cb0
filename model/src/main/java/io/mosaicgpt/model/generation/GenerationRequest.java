package io.mosaicgpt.model.generation;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.sampling.SamplingParams;
import java.util.List;
import java.util.Optional;

/**
 * One generation, as the engine takes it.
 *
 * @param key the caller's handle, unique among its unfinished requests
 * @param requestId name for messages
 * @param promptTokens at least one token id
 * @param generatedTokens tokens that an earlier attempt generated; generation goes on behind them
 * @param sampling how tokens are chosen
 * @param choices when not empty: labels to score instead of generating
 * @param form when present: what the answer must be like
 * @param labelling what else is asked about the choices
 * @param promptLogprobs whether to report the log probability of every prompt token
 * @param priority smaller is served first
 * @param deadlineMillis wall-clock time (epoch milliseconds) at which the request times out, {@link
 *     #NO_DEADLINE} for never
 */
public record GenerationRequest(
    long key,
    String requestId,
    int[] promptTokens,
    int[] generatedTokens,
    SamplingParams sampling,
    List<Choice> choices,
    Optional<RequestedForm> form,
    Labelling labelling,
    boolean promptLogprobs,
    int priority,
    long deadlineMillis) {
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  public GenerationRequest {
    requireNonNull(requestId, "requestId is null");
    requireNonNull(promptTokens, "promptTokens is null");
    requireNonNull(generatedTokens, "generatedTokens is null");
    requireNonNull(sampling, "sampling is null");
    requireNonNull(form, "form is null");
    requireNonNull(labelling, "labelling is null");
    choices = List.copyOf(choices);
  }

  /**
   * A request whose answer may have any form, for no more than the scores of its labels, if it has
   * any.
   */
  public GenerationRequest(
      long key,
      String requestId,
      int[] promptTokens,
      int[] generatedTokens,
      SamplingParams sampling,
      List<Choice> choices,
      boolean promptLogprobs,
      int priority,
      long deadlineMillis) {
    this(
        key,
        requestId,
        promptTokens,
        generatedTokens,
        sampling,
        choices,
        Optional.empty(),
        Labelling.PLAIN,
        promptLogprobs,
        priority,
        deadlineMillis);
  }

  /** The same, with something else asked about its labels. */
  public GenerationRequest withLabelling(Labelling newLabelling) {
    Copy copy = new Copy(this);
    copy.labelling = newLabelling;
    return copy.made();
  }

  /** The same, under another handle. */
  public GenerationRequest withKey(long newKey) {
    Copy copy = new Copy(this);
    copy.key = newKey;
    return copy.made();
  }

  /** The same, to be served before those with a larger number. */
  public GenerationRequest withPriority(int newPriority) {
    Copy copy = new Copy(this);
    copy.priority = newPriority;
    return copy.made();
  }

  /** The same, to be over by {@code newDeadlineMillis} (epoch milliseconds). */
  public GenerationRequest withDeadline(long newDeadlineMillis) {
    Copy copy = new Copy(this);
    copy.deadlineMillis = newDeadlineMillis;
    return copy.made();
  }

  /** The same, to go on behind tokens that an earlier attempt generated. */
  public GenerationRequest resumedBehind(int[] tokens) {
    Copy copy = new Copy(this);
    copy.generatedTokens = tokens;
    return copy.made();
  }

  /** The same, with the log probability of every prompt token. */
  public GenerationRequest withPromptLogprobs() {
    Copy copy = new Copy(this);
    copy.promptLogprobs = true;
    return copy.made();
  }

  /** The same, whose answer must have a form. */
  public GenerationRequest withForm(RequestedForm newForm) {
    Copy copy = new Copy(this);
    copy.form = Optional.of(newForm);
    return copy.made();
  }

  /** What a request is made of, to change one thing of it. */
  private static final class Copy {
    private long key;
    private final String requestId;
    private final int[] promptTokens;
    private int[] generatedTokens;
    private final SamplingParams sampling;
    private final List<Choice> choices;
    private Optional<RequestedForm> form;
    private Labelling labelling;
    private boolean promptLogprobs;
    private int priority;
    private long deadlineMillis;

    Copy(GenerationRequest request) {
      this.key = request.key;
      this.requestId = request.requestId;
      this.promptTokens = request.promptTokens;
      this.generatedTokens = request.generatedTokens;
      this.sampling = request.sampling;
      this.choices = request.choices;
      this.form = request.form;
      this.labelling = request.labelling;
      this.promptLogprobs = request.promptLogprobs;
      this.priority = request.priority;
      this.deadlineMillis = request.deadlineMillis;
    }

    GenerationRequest made() {
      return new GenerationRequest(
          key,
          requestId,
          promptTokens,
          generatedTokens,
          sampling,
          choices,
          form,
          labelling,
          promptLogprobs,
          priority,
          deadlineMillis);
    }
  }
}
