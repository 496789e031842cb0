package io.mosaicgpt.operators.source;

import java.io.Closeable;
import java.io.Serializable;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;

/** Something that lives on the JobManager for as long as a job does. */
@FunctionalInterface
public interface JobCompanion extends Serializable {
  /** For jobs that go alone. */
  JobCompanion NONE = job -> () -> {};

  /**
   * Begins as the source's enumerator starts and ends with it: once for a job, and again after a
   * failure of the whole job. Must not block.
   *
   * @param job its variables name the job
   */
  Closeable begin(SplitEnumeratorMetricGroup job);
}
