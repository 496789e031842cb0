package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.model.generation.RequestedForm;
import io.mosaicgpt.model.prompt.LabelRequest;
import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.operators.state.InFlightGeneration;
import io.mosaicgpt.operators.state.Progress;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.util.List;

/**
 * Makes requests of instructions. Constraint: a pure function of the instruction, the model and the
 * options, so that a restored instruction makes the request that it made the first time.
 */
final class Admission {
  private final PromptEncoder encoder;
  private final GenerateOptions options;
  private final SamplingParams defaults;

  Admission(ServedModel model, GenerateOptions options) {
    this.encoder = new PromptEncoder(model);
    this.options = options;
    this.defaults = options.sampling().over(model.sampling());
  }

  /**
   * Makes a request.
   *
   * @param form its answer's, if the instruction asks for none; may be null
   * @param labels how its labels are judged, settled
   * @param sampling the instruction's own, settled
   * @throws RequestException when the instruction cannot be served; its message is for people
   */
  GenerationRequest request(
      long key,
      Instruction instruction,
      FormText form,
      LabelOptions labels,
      SamplingOptions sampling,
      long deadlineMillis) {
    return encoder
        .encode(
            key,
            input(instruction, form, labels),
            SamplingOverrides.explicit(sampling),
            SamplingOverrides.seed(sampling))
        .withPriority(instruction.getPriority())
        .withDeadline(deadlineMillis);
  }

  /**
   * The sampling of an instruction, with the job's or the model's where it has none of its own, so
   * that the request stays what it is when the job comes back with other defaults.
   */
  SamplingOptions settled(Instruction instruction) {
    return SamplingOverrides.settled(defaults, instruction.getSampling());
  }

  /**
   * How the labels of an instruction are judged: as it says, and as the job does where it does not.
   *
   * @throws RequestException for options that are none
   */
  LabelOptions labels(Instruction instruction) {
    return LabelOverrides.of(instruction, options.labels());
  }

  /** How those of a request of a checkpoint are: as it was settled when it was admitted. */
  LabelOptions labelsBefore(InFlightGeneration saved) {
    return LabelOverrides.of(saved.event().instruction(), LabelOptions.DEFAULTS);
  }

  /** The sampling that a request of a checkpoint was admitted with. */
  SamplingOptions settledBefore(InFlightGeneration saved) {
    SamplingOptions own = saved.event().instruction().getSampling();
    if (SamplingOverrides.isSettled(own)) {
      return own;
    }
    // Builds before settling wrote such requests. Their tokens show whether log probabilities were
    // asked for; a list of them begins at the first token or not at all.
    SamplingOptions filled = settled(saved.event().instruction());
    Progress progress = saved.progress();
    if (progress.tokens().length > 0) {
      filled.setLogprobs(
          progress.logprobs().isEmpty()
              ? null
              : Integer.valueOf(progress.logprobs().get(0).top().size()));
    }
    return filled;
  }

  /**
   * When a request admitted now times out, epoch milliseconds.
   *
   * @throws RequestException for a timeout below a millisecond
   */
  long deadlineMillis(Instruction instruction, long nowMillis) {
    Long own = instruction.getTimeoutMs();
    if (own != null && own < 1) {
      throw new RequestException(
          ErrorCode.INVALID_REQUEST,
          "timeout_ms is %d: set at least 1, or leave it out".formatted(own));
    }
    long timeout = own == null ? options.timeout().toMillis() : own;
    return timeout >= GenerationRequest.NO_DEADLINE - nowMillis
        ? GenerationRequest.NO_DEADLINE
        : nowMillis + timeout;
  }

  /** The form of answers to instructions that ask for none; null for any. */
  FormText defaultForm() {
    return options.form();
  }

  /** Makes the form that a request was admitted with the instruction's own. */
  static void settleForm(Instruction instruction, GenerationRequest request) {
    request
        .form()
        .map(RequestedForm::text)
        .ifPresent(
            form -> {
              switch (form.kind()) {
                case REGEX -> instruction.setRegex(form.text());
                case JSON_SCHEMA -> instruction.setJsonSchema(form.text());
                case CHOICES -> throw new IllegalStateException("labels are scored");
              }
            });
  }

  private static PromptInput input(Instruction instruction, FormText form, LabelOptions labels) {
    PromptInput input =
        new PromptInput(
            instruction.getRequestId(),
            instruction.getInstruction(),
            instruction.getContext(),
            instruction.getPrompt(),
            tokenIds(instruction.getPromptTokenIds()),
            instruction.getChoices(),
            instruction.getRegex(),
            instruction.getJsonSchema(),
            new LabelRequest(labels, instruction.getChoiceDescriptions()));
    return form == null || input.asksForForm() ? input : input.withForm(form);
  }

  private static int[] tokenIds(List<Integer> ids) {
    return ids == null ? null : ids.stream().mapToInt(Integer::intValue).toArray();
  }
}
