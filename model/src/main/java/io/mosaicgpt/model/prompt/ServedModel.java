package io.mosaicgpt.model.prompt;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.checkpoint.GenerationConfig;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.SamplingParamsBuilder;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.Optional;

/**
 * What callers need to know of the model to make requests for it.
 *
 * @param config the model's configuration
 * @param hash of weights, configuration, tokenizer and element type: a generation can go on only
 *     under the hash it began with, and behind the prompt that the template made
 * @param maxModelLen longest sequence, prompt and output together
 * @param tokenizer empty for a directory without {@code tokenizer.json}
 * @param template for instructions
 * @param calibration how probabilities of labels are shown
 * @param generationConfig how tokens are chosen where nobody says
 */
public record ServedModel(
    ModelConfig config,
    String hash,
    int maxModelLen,
    Optional<Tokenizer> tokenizer,
    PromptTemplate template,
    Calibration calibration,
    GenerationConfig generationConfig) {
  public ServedModel {
    requireNonNull(config, "config is null");
    requireNonNull(hash, "hash is null");
    requireNonNull(tokenizer, "tokenizer is null");
    requireNonNull(template, "template is null");
    requireNonNull(calibration, "calibration is null");
    requireNonNull(generationConfig, "generationConfig is null");
  }

  /** Without calibration, and without a word on how tokens are chosen. */
  public ServedModel(
      ModelConfig config,
      String hash,
      int maxModelLen,
      Optional<Tokenizer> tokenizer,
      PromptTemplate template) {
    this(config, hash, maxModelLen, tokenizer, template, Calibration.NONE, GenerationConfig.NONE);
  }

  /** Sampling where nobody says anything: the model's own values over the defaults. */
  public SamplingParamsBuilder sampling() {
    SamplingParamsBuilder builder = SamplingParams.builder();
    generationConfig.temperature().ifPresent(builder::temperature);
    generationConfig.topP().ifPresent(builder::topP);
    generationConfig.topK().ifPresent(builder::topK);
    generationConfig.minP().ifPresent(builder::minP);
    generationConfig.repetitionPenalty().ifPresent(builder::repetitionPenalty);
    return builder;
  }

  /** Ids below this may be generated: known to model and tokenizer both. */
  public int usableVocab() {
    int usable = config.usableVocabSize();
    return tokenizer.map(t -> Math.min(usable, t.size())).orElse(usable);
  }
}
