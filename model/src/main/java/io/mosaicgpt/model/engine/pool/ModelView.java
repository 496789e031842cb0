package io.mosaicgpt.model.engine.pool;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.checkpoint.GenerationConfig;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.prompt.PromptTemplate;
import io.mosaicgpt.model.prompt.ServedModel;

/**
 * How one user of a shared engine sees its model. The weights do not tell what the directory that
 * they were asked for by is called, nor what lies beside them.
 *
 * @param config of the directory that this user named; differs in names alone from the engine's
 * @param template for this user's instructions
 * @param calibration of the directory that this user named
 * @param generationConfig of the directory that this user named
 */
record ModelView(
    ModelConfig config,
    PromptTemplate template,
    Calibration calibration,
    GenerationConfig generationConfig) {
  ModelView {
    requireNonNull(config, "config is null");
    requireNonNull(template, "template is null");
    requireNonNull(calibration, "calibration is null");
    requireNonNull(generationConfig, "generationConfig is null");
  }

  /** The engine's model in this view. */
  ServedModel of(ServedModel model) {
    return new ServedModel(
        config,
        model.hash(),
        model.maxModelLen(),
        model.tokenizer(),
        template,
        calibration,
        generationConfig);
  }
}
