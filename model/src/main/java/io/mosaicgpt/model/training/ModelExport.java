package io.mosaicgpt.model.training;

import io.mosaicgpt.model.checkpoint.CheckpointWriter;
import io.mosaicgpt.model.checkpoint.CompanionFiles;
import io.mosaicgpt.model.checkpoint.ModelLayout;
import io.mosaicgpt.model.checkpoint.ModelPreset;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightType;
import java.io.IOException;
import java.nio.file.Path;

/** Writes what a trainer has now as a model in the published layout. */
public final class ModelExport {
  private ModelExport() {}

  /**
   * Writes it.
   *
   * @param averaged the moving average in place of the weights
   * @param preset the configuration that the trainer's model has
   * @param files what is to lie beside the weights
   * @param type that weights are rounded to
   * @param output a directory that is empty or does not exist yet
   * @throws io.mosaicgpt.model.checkpoint.CheckpointException when it cannot be written
   * @throws IllegalArgumentException when the preset is of another model, or there is no average
   */
  public static void write(
      Trainer trainer,
      boolean averaged,
      ModelPreset preset,
      CompanionFiles files,
      WeightType type,
      Path output,
      ProgressListener listener)
      throws IOException {
    trainer.requireAverage(averaged);
    if (!ModelLayout.of(preset.config()).equals(trainer.module().layout())) {
      throw new IllegalArgumentException("the configuration is that of another model");
    }
    TensorGroup group = averaged ? TensorGroup.AVERAGE : TensorGroup.WEIGHTS;
    try (ModuleTensors weights = ModuleTensors.ofModel(trainer.module(), group, type)) {
      CheckpointWriter.writeTrained(preset, files, type, weights, output, listener);
    }
  }
}
