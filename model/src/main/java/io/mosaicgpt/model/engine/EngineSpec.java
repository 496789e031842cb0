package io.mosaicgpt.model.engine;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.prompt.PromptTemplates;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which model to serve and how. Two specs on equal model contents that differ in model, template
 * and calibration alone share a replica.
 *
 * @param model model directory, or {@code embedded}
 * @param dtype {@code auto}, {@code float32}, {@code bfloat16} or {@code int8}
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param maxNumSeqs slots: sequences computed together, at least 1
 * @param maxNumBatchedTokens most tokens of one step, at least {@code maxNumSeqs}
 * @param maxModelLen longest sequence; 0 takes the model's own
 * @param maxKvTokens positions that all slots share; 0 gives every slot its longest sequence
 * @param promptTemplate text of a template, as {@link PromptTemplates#read} gets it of a file, or
 *     empty for the model's own; so a job carries it to machines that do not have the file
 * @param prefixCache whether a prompt may start behind tokens that another request computed;
 *     changes no result
 * @param maxKvMemory memory that the positions may take; the stricter of this and {@code
 *     maxKvTokens} holds, and requests wait or are computed again when it runs out
 * @param labelTemperature in place of that of the model's {@link Calibration}; 0 takes the model's
 *     own
 */
public record EngineSpec(
    String model,
    String dtype,
    String device,
    int maxNumSeqs,
    int maxNumBatchedTokens,
    int maxModelLen,
    long maxKvTokens,
    String promptTemplate,
    boolean prefixCache,
    MemoryLimit maxKvMemory,
    double labelTemperature)
    implements Serializable {
  /** The small model inside the jar. */
  public static final String EMBEDDED = "embedded";

  public EngineSpec {
    requireNonNull(model, "model is null");
    requireNonNull(dtype, "dtype is null");
    requireNonNull(device, "device is null");
    requireNonNull(promptTemplate, "promptTemplate is null");
    requireNonNull(maxKvMemory, "maxKvMemory is null");
    if (!promptTemplate.isEmpty()) {
      PromptTemplates.parse(promptTemplate); // A bad one is refused here and not where it is used.
    }
  }

  /** With as much memory for the KV cache as suits the machine, and the model's own calibration. */
  public EngineSpec(
      String model,
      String dtype,
      String device,
      int maxNumSeqs,
      int maxNumBatchedTokens,
      int maxModelLen,
      long maxKvTokens,
      String promptTemplate,
      boolean prefixCache) {
    this(
        model,
        dtype,
        device,
        maxNumSeqs,
        maxNumBatchedTokens,
        maxModelLen,
        maxKvTokens,
        promptTemplate,
        prefixCache,
        new MemoryLimit.Auto(),
        0);
  }

  /** The same with the prefix cache on. */
  public EngineSpec(
      String model,
      String dtype,
      String device,
      int maxNumSeqs,
      int maxNumBatchedTokens,
      int maxModelLen,
      long maxKvTokens,
      String promptTemplate) {
    this(
        model,
        dtype,
        device,
        maxNumSeqs,
        maxNumBatchedTokens,
        maxModelLen,
        maxKvTokens,
        promptTemplate,
        true);
  }

  /** Defaults for a model: type and device by what is there, 16 slots, 512 tokens a step. */
  public static EngineSpec of(String model) {
    return new EngineSpec(model, "auto", "auto", 16, 512, 0, 0, "");
  }

  /** The same with weights held otherwise. */
  public EngineSpec withDtype(String other) {
    return with(model, other, labelTemperature);
  }

  /** The same with a temperature that does not depend on what lies in the model's directory. */
  public EngineSpec withLabelTemperature(double other) {
    return with(model, dtype, other);
  }

  /** What the labels of a model are shown with, whose own calibration is given. */
  public Calibration calibration(Calibration own) {
    return labelTemperature == 0 || labelTemperature == own.labelTemperature()
        ? own
        : new Calibration(labelTemperature, Optional.empty());
  }

  /** The same with its model directory wherever a process works. */
  public EngineSpec absolute() {
    return model.equals(EMBEDDED)
        ? this
        : with(Path.of(model).toAbsolutePath().normalize().toString(), dtype, labelTemperature);
  }

  private EngineSpec with(String otherModel, String otherDtype, double otherTemperature) {
    return new EngineSpec(
        otherModel,
        otherDtype,
        device,
        maxNumSeqs,
        maxNumBatchedTokens,
        maxModelLen,
        maxKvTokens,
        promptTemplate,
        prefixCache,
        maxKvMemory,
        otherTemperature);
  }
}
