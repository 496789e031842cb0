package io.mosaicgpt.operators.generate;

import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Whether a job restarts that cannot load its model. A model that cannot be used at the first start
 * of all is a wrong setting, and no restart mends it. One that was there before is on a machine or
 * a disk that may come back.
 */
final class UnusableModel {
  private UnusableModel() {}

  /**
   * What to fail with.
   *
   * @param attempt the task's, from 0
   */
  static RuntimeException failure(RuntimeException cause, boolean restored, int attempt) {
    return restored || attempt > 0 ? cause : new SuppressRestartsException(cause);
  }
}
