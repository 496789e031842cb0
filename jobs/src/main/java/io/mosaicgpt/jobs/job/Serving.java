package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.ModelSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.operators.sink.Delivery;
import java.util.OptionalLong;

/**
 * What a job answers requests with, wherever they come from.
 *
 * @param engine model and how to serve it
 * @param options how the operator works
 * @param defaults what is asked of events that do not say themselves
 * @param seed mixed with the id of each request that brings no seed; empty takes the id alone
 * @param delivery promise on the output
 * @param checkpoints how state is kept
 * @param parallelism parallel subtasks
 */
public record Serving(
    EngineSpec engine,
    GenerateOptions options,
    EventDefaults defaults,
    OptionalLong seed,
    Delivery delivery,
    CheckpointPlan checkpoints,
    int parallelism) {
  public Serving {
    requireNonNull(engine, "engine is null");
    requireNonNull(options, "options is null");
    requireNonNull(defaults, "defaults is null");
    requireNonNull(seed, "seed is null");
    requireNonNull(delivery, "delivery is null");
    requireNonNull(checkpoints, "checkpoints is null");
  }

  /**
   * Reads and validates the settings of serving.
   *
   * @throws BadInputException naming the first setting that cannot be used
   */
  public static Serving from(Settings settings) {
    return new Serving(
        ModelSettings.engine(settings),
        ServingSettings.options(settings),
        EventDefaults.from(settings),
        ServingSettings.seed(settings),
        settings.get(ServingSettings.DELIVERY),
        new CheckpointPlan(
            settings.get(ServingSettings.CHECKPOINT_INTERVAL),
            settings.get(ServingSettings.CHECKPOINT_DIR),
            RestorePoint.of(settings.get(ServingSettings.RESTORE))),
        settings.get(ServingSettings.PARALLELISM));
  }

  /**
   * The same with the calibration and the sampling of a model as they are here and now. They lie
   * beside the weights and are no part of their hash, and so may be others elsewhere, or later.
   */
  public Serving fixedTo(ServedModel model) {
    return new Serving(
        engine.withLabelTemperature(model.calibration().labelTemperature()),
        options.withSampling(options.sampling().over(model.sampling())),
        defaults,
        seed,
        delivery,
        checkpoints,
        parallelism);
  }

  /** The same with its state kept otherwise. */
  public Serving with(CheckpointPlan plan) {
    return new Serving(engine, options, defaults, seed, delivery, plan, parallelism);
  }

  /** The same with another engine. */
  public Serving with(EngineSpec other) {
    return new Serving(other, options, defaults, seed, delivery, checkpoints, parallelism);
  }
}
