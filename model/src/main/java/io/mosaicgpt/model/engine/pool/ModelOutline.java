package io.mosaicgpt.model.engine.pool;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.FileFault;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.loop.BatchingOptions;
import io.mosaicgpt.model.forward.ElementType;
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
  private final EngineSpec spec;
  private final ServedModel model;

  private ModelOutline(EngineSpec spec, ServedModel model) {
    this.spec = requireNonNull(spec, "spec is null");
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
      return of(source, checkpoint, spec, "");
    } catch (IOException e) {
      throw unreadable(spec, e);
    }
  }

  /**
   * The same of a model that machines serve whose devices are not known here: one element type for
   * all of them, since another gives other tokens, and so a hash that is known before.
   *
   * @throws CheckpointException when the model cannot be used
   * @throws IllegalArgumentException when the spec's element type, longest sequence or template has
   *     an unusable value
   */
  public static ModelOutline elsewhere(EngineSpec spec) {
    ModelSource source = ModelSource.of(spec.model());
    try (Checkpoint checkpoint = source.open()) {
      ElementType type = ResolvedModel.typeAnywhere(spec, checkpoint);
      return of(
          source,
          checkpoint,
          spec.withDtype(type.toString()),
          ResolvedModel.servedHash(checkpoint.hash(), type));
    } catch (IOException e) {
      throw unreadable(spec, e);
    }
  }

  private static ModelOutline of(
      ModelSource source, Checkpoint checkpoint, EngineSpec spec, String hash) throws IOException {
    ModelConfig config = checkpoint.config();
    int maxModelLen = spec.maxModelLen() == 0 ? config.maxSeqLen() : spec.maxModelLen();
    BatchingOptions options =
        new BatchingOptions(spec.maxNumBatchedTokens(), maxModelLen, 0, spec.prefixCache());
    PromptTemplate template = PromptTemplates.forModel(config.dolly(), spec.promptTemplate());
    return new ModelOutline(
        spec,
        new ServedModel(
            config,
            hash,
            options.maxModelLen(),
            source.openTokenizer(),
            template,
            spec.calibration(checkpoint.calibration()),
            checkpoint.generationConfig()));
  }

  private static CheckpointException unreadable(EngineSpec spec, IOException e) {
    return new CheckpointException(
        "%s cannot be read: %s".formatted(spec.model(), FileFault.of(e)), e);
  }

  /**
   * The model as requests are made for it. Its hash is empty where its devices decide on its
   * element type. Usable until this is closed.
   */
  public ServedModel model() {
    return model;
  }

  /** What it was made of, with the element type that was decided on. */
  public EngineSpec spec() {
    return spec;
  }

  @Override
  public void close() {
    model.tokenizer().ifPresent(Tokenizer::close);
  }
}
