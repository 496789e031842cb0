package io.mosaicgpt.jobs.cli;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.pool.EngineRegistry;
import io.mosaicgpt.model.engine.pool.ModelOutline;
import io.mosaicgpt.model.prompt.ServedModel;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Loads an engine for a command, or looks at its model before. */
public final class EngineLoading {
  private EngineLoading() {}

  /**
   * What {@code look} makes of a spec's model. Gigabytes of weights should not be loaded for what
   * can be refused without them.
   *
   * @throws BadInputException when the spec has an unusable value
   */
  public static <T> T before(EngineSpec spec, Function<ServedModel, T> look) {
    return outlined(() -> ModelOutline.of(spec), outline -> look.apply(outline.model()));
  }

  /**
   * What {@code look} makes of a spec's model that machines of a cluster will serve.
   *
   * @throws BadInputException when the spec has an unusable value
   */
  public static <T> T elsewhere(EngineSpec spec, Function<ModelOutline, T> look) {
    return outlined(() -> ModelOutline.elsewhere(spec), look);
  }

  private static <T> T outlined(Supplier<ModelOutline> open, Function<ModelOutline, T> look) {
    NativeCache.prepare(); // the outline has a tokenizer
    try (ModelOutline outline = open.get()) {
      return look.apply(outline);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }

  /**
   * The engine of a spec, loaded with a progress bar.
   *
   * @throws BadInputException when the spec has an unusable value
   */
  public static InferenceEngine acquire(EngineSpec spec) {
    return load(spec, EngineRegistry::acquire);
  }

  /**
   * The same for a job in this process, whose first subtask gets this engine.
   *
   * @throws BadInputException when the spec has an unusable value
   */
  public static InferenceEngine warm(EngineSpec spec) {
    return load(spec, EngineRegistry::warm);
  }

  private static InferenceEngine load(
      EngineSpec spec, BiFunction<EngineSpec, ProgressListener, InferenceEngine> registry) {
    NativeCache.prepare();
    try (ProgressLine progress = ProgressLine.of("Loading weights", ProgressUnit.MEGABYTES)) {
      return registry.apply(spec, progress::to);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }
}
