package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.SamplingParamsBuilder;
import io.mosaicgpt.schemas.SamplingOptions;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** What an event says about sampling, over what the job says. */
final class SamplingOverrides {
  private SamplingOverrides() {}

  /** The job's values, replaced where the event has its own; ranges are not checked here. */
  static SamplingParamsBuilder over(SamplingParams defaults, SamplingOptions event) {
    SamplingParamsBuilder builder = defaults.toBuilder();
    if (event == null) {
      return builder;
    }
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
    if (!event.getStop().isEmpty()) {
      builder.stop(event.getStop());
    }
    if (!event.getStopTokenIds().isEmpty()) {
      builder.stopTokenIds(event.getStopTokenIds());
    }
    return builder;
  }

  /**
   * The event's values, and the job's where it has none: what holds whatever the job says later.
   */
  static SamplingOptions filled(SamplingParams defaults, SamplingOptions event) {
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
    return event == null || event.getSeed() == null
        ? OptionalLong.empty()
        : OptionalLong.of(event.getSeed());
  }

  private static <T> void set(T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }
}
