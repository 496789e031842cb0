package io.mosaicgpt.operators;

import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.pool.EngineRegistry;
import java.io.Serializable;

/** Where an operator's subtask gets its engine from, on the machine it runs on. */
@FunctionalInterface
public interface EngineFactory extends Serializable {
  /**
   * Opens an engine; the subtask closes it when it ends. Called by the task's thread before the
   * first event, and may take as long as weights take to load.
   *
   * @throws RuntimeException when the model cannot be served; fails the task
   */
  InferenceEngine open(EngineSpec spec);

  /** The engines that the subtasks of a JVM share. */
  static EngineFactory shared() {
    return EngineRegistry::acquire;
  }
}
