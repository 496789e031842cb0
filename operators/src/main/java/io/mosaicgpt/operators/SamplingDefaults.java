package io.mosaicgpt.operators;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.SamplingParamsBuilder;
import java.io.Serializable;

/** What holds where an event says nothing of sampling. */
public sealed interface SamplingDefaults extends Serializable {
  /**
   * The parameters that hold.
   *
   * @param model the values of the model's {@code generation_config.json} over the engine's
   */
  SamplingParams over(SamplingParamsBuilder model);

  /** The same for every model. */
  record Fixed(SamplingParams params) implements SamplingDefaults {
    public Fixed {
      requireNonNull(params, "sampling is null");
    }

    @Override
    public SamplingParams over(SamplingParamsBuilder model) {
      return params;
    }
  }

  /**
   * The model's own.
   *
   * @param maxTokens at least 1
   * @param temperature in place of the model's, 0 to 100; null for the model's
   */
  record OfModel(int maxTokens, Double temperature) implements SamplingDefaults {
    /** Throws {@link IllegalArgumentException} for a value that is out of its range. */
    public OfModel {
      params(SamplingParams.builder(), maxTokens, temperature);
    }

    @Override
    public SamplingParams over(SamplingParamsBuilder model) {
      return params(model, maxTokens, temperature);
    }

    private static SamplingParams params(
        SamplingParamsBuilder model, int maxTokens, Double temperature) {
      model.maxTokens(maxTokens);
      return (temperature == null ? model : model.temperature(temperature)).build();
    }
  }
}
