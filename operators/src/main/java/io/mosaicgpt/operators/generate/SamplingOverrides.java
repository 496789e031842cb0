package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.SamplingParamsBuilder;
import io.mosaicgpt.schemas.SamplingOptions;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What an event says about sampling, over what the job says. Constraint: what {@link #settled} made
 * of an event is what {@link #explicit} makes of it ever after, whatever the job says then.
 */
final class SamplingOverrides {
  private SamplingOverrides() {}

  /**
   * What settled values stand for; ranges are not checked here. A field that is null or empty after
   * the job's defaults were filled in was so in both: it is off, not open.
   */
  static SamplingParamsBuilder explicit(SamplingOptions event) {
    SamplingParamsBuilder builder = SamplingParams.builder();
    set(event.getMaxTokens(), builder::maxTokens);
    set(event.getMinTokens(), builder::minTokens);
    set(event.getTemperature(), builder::temperature);
    set(event.getTopP(), builder::topP);
    set(event.getTopK(), builder::topK);
    set(event.getMinP(), builder::minP);
    set(event.getRepetitionPenalty(), builder::repetitionPenalty);
    set(event.getPresencePenalty(), builder::presencePenalty);
    set(event.getFrequencyPenalty(), builder::frequencyPenalty);
    set(event.getIgnoreEos(), builder::ignoreEos);
    set(event.getLogprobs(), builder::logprobs);
    return builder.stop(event.getStop()).stopTokenIds(event.getStopTokenIds());
  }

  /**
   * Whether the job's defaults were filled in. Where an event sets all of these itself there is
   * nothing to tell by, and next to nothing to fill in. A field that comes later does not belong
   * here: it is null in what was settled before.
   */
  static boolean isSettled(SamplingOptions event) {
    return event != null
        && event.getMaxTokens() != null
        && event.getMinTokens() != null
        && event.getTemperature() != null
        && event.getTopP() != null
        && event.getTopK() != null
        && event.getMinP() != null
        && event.getRepetitionPenalty() != null
        && event.getPresencePenalty() != null
        && event.getFrequencyPenalty() != null
        && event.getIgnoreEos() != null;
  }

  /**
   * The event's values, and the job's where it has none: what holds whatever the job says later.
   */
  static SamplingOptions settled(SamplingParams defaults, SamplingOptions event) {
    SamplingOptions own = event == null ? SamplingOptions.newBuilder().build() : event;
    boolean logprobs = defaults.logprobs() != SamplingParams.NO_LOGPROBS;
    return SamplingOptions.newBuilder()
        .setMaxTokens(or(own.getMaxTokens(), defaults.maxTokens()))
        .setMinTokens(or(own.getMinTokens(), defaults.minTokens()))
        .setTemperature(or(own.getTemperature(), defaults.temperature()))
        .setTopP(or(own.getTopP(), defaults.topP()))
        .setTopK(or(own.getTopK(), defaults.topK()))
        .setMinP(or(own.getMinP(), defaults.minP()))
        .setRepetitionPenalty(or(own.getRepetitionPenalty(), defaults.repetitionPenalty()))
        .setPresencePenalty(or(own.getPresencePenalty(), defaults.presencePenalty()))
        .setFrequencyPenalty(or(own.getFrequencyPenalty(), defaults.frequencyPenalty()))
        .setSeed(own.getSeed())
        .setStop(own.getStop().isEmpty() ? defaults.stop() : own.getStop())
        .setStopTokenIds(
            own.getStopTokenIds().isEmpty() ? defaults.stopTokenIds() : own.getStopTokenIds())
        .setIgnoreEos(or(own.getIgnoreEos(), defaults.ignoreEos()))
        .setLogprobs(logprobs ? or(own.getLogprobs(), defaults.logprobs()) : own.getLogprobs())
        .build();
  }

  private static <T> T or(T own, T byDefault) {
    return own == null ? byDefault : own;
  }

  /** The event's seed. */
  static OptionalLong seed(SamplingOptions event) {
    return event.getSeed() == null ? OptionalLong.empty() : OptionalLong.of(event.getSeed());
  }

  private static <T> void set(T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }
}
