package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.model.prompt.LabelRequest;
import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import io.mosaicgpt.model.prompt.ServedModel;
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

  Admission(ServedModel model, GenerateOptions options) {
    this.encoder = new PromptEncoder(model);
    this.options = options;
  }

  /**
   * Makes a request.
   *
   * @param labels how its labels are judged, settled
   * @param sampling the instruction's own, settled
   * @throws RequestException when the instruction cannot be served; its message is for people
   */
  GenerationRequest request(
      long key,
      Instruction instruction,
      LabelOptions labels,
      SamplingOptions sampling,
      long deadlineMillis) {
    return encoder
        .encode(
            key,
            input(instruction, labels),
            SamplingOverrides.explicit(sampling),
            SamplingOverrides.seed(sampling))
        .withPriority(instruction.getPriority())
        .withDeadline(deadlineMillis);
  }

  /**
   * The sampling of an instruction, with the job's where it has none of its own, so that the
   * request stays what it is when the job comes back with other defaults.
   */
  SamplingOptions settled(Instruction instruction) {
    return SamplingOverrides.settled(options.sampling(), instruction.getSampling());
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

  private static PromptInput input(Instruction instruction, LabelOptions labels) {
    return new PromptInput(
        instruction.getRequestId(),
        instruction.getInstruction(),
        instruction.getContext(),
        instruction.getPrompt(),
        tokenIds(instruction.getPromptTokenIds()),
        instruction.getChoices(),
        new LabelRequest(labels, instruction.getChoiceDescriptions()));
  }

  private static int[] tokenIds(List<Integer> ids) {
    return ids == null ? null : ids.stream().mapToInt(Integer::intValue).toArray();
  }
}
