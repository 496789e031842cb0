package io.mosaicgpt.model.replica.module;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.forward.ReplicaOptions;

/** Opens the module of a model that knows which model it is, but has no weights yet. */
public final class ModelModule {
  private ModelModule() {}

  /** Threads that a step of the model computes with on the CPU. */
  public static int threads(ModelConfig config, ReplicaOptions options) {
    return options.threads() == 0 ? PyTorch.threads(config.dModel()) : options.threads();
  }

  /**
   * Opens it; PyTorch must have been started.
   *
   * @throws io.mosaicgpt.model.forward.EngineFailure when PyTorch fails
   */
  public static ScriptModule open(ModelConfig config, ReplicaOptions options, ModuleSource source) {
    ScriptModule module =
        new ScriptModule(ModuleSource.CLASS_NAME, source.text(), threads(config, options));
    try {
      configure(module, config, options);
      return module;
    } catch (RuntimeException | Error e) {
      module.close();
      throw e;
    }
  }

  private static void configure(ScriptModule module, ModelConfig config, ReplicaOptions options) {
    module.run(
        "configure",
        options.device().toString(),
        ScalarType.ofLinears(options.type()),
        ScalarType.ofStorage(options.type()),
        config.nLayers(),
        config.nHeads(),
        config.dModel(),
        options.usableVocab());
    module.run(
        "configure_attention",
        config.alibi() ? config.alibiBiasMax() : -1.0,
        config.qkLayerNorm(),
        config.clipQkv().orElse(0),
        config.softmaxScale(),
        config.logitScale());
  }
}
