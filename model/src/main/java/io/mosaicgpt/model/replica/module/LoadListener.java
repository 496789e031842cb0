package io.mosaicgpt.model.replica.module;

/** Told how far the loading of weights has come. */
@FunctionalInterface
public interface LoadListener {
  /** Does nothing. */
  LoadListener NONE = (done, total) -> {};

  /**
   * Called after each tensor, by the loading thread.
   *
   * @param done bytes of the checkpoint that are loaded
   * @param total bytes of the checkpoint
   */
  void loaded(long done, long total);
}
