package io.mosaicgpt.jobs.watch;

/** Hears of everything that is observed of a running job. */
@FunctionalInterface
public interface JobObserver {
  /** Takes one observation, in the thread that polls the {@link JobMonitor}, which waits for it. */
  void observe(Observation observation);
}
