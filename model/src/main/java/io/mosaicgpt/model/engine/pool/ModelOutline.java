package io.mosaicgpt.model.engine.pool;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.loop.BatchingOptions;
import io.mosaicgpt.model.prompt.PromptTemplate;
import io.mosaicgpt.model.prompt.PromptTemplates;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.IOException;

/**
 * A model without its weights: enough to make requests for it, and so to refuse those that it could
 * not serve before gigabytes are loaded.
 */
public final class ModelOutline implements AutoCloseable {
  private final ServedModel model;

  private ModelOutline(ServedModel model) {
    this.model = requireNonNull(model, "model is null");
  }

  /**
   * Reads the configuration, the tokenizer and the headers of the weights.
   *
   * @throws CheckpointException when the model cannot be used
   * @throws IllegalArgumentException when the spec's longest sequence or its template has an
   *     unusable value
   */
  public static ModelOutline of(EngineSpec spec) {
    ModelSource source = ModelSource.of(spec.model());
    try (Checkpoint checkpoint = source.open()) {
      ModelConfig config = checkpoint.config();
      int maxModelLen = spec.maxModelLen() == 0 ? config.maxSeqLen() : spec.maxModelLen();
      BatchingOptions options =
          new BatchingOptions(spec.maxNumBatchedTokens(), maxModelLen, 0, spec.prefixCache());
      PromptTemplate template = PromptTemplates.forModel(config.dolly(), spec.promptTemplate());
      return new ModelOutline(
          new ServedModel(
              config,
              "",
              options.maxModelLen(),
              source.openTokenizer(),
              template,
              checkpoint.calibration(),
              checkpoint.generationConfig()));
    } catch (IOException e) {
      throw new CheckpointException(
          "%s cannot be read: %s".formatted(spec.model(), e.getMessage()), e);
    }
  }

  /** The model as requests are made for it; its hash is empty. Usable until this is closed. */
  public ServedModel model() {
    return model;
  }

  @Override
  public void close() {
    model.tokenizer().ifPresent(Tokenizer::close);
  }
}
