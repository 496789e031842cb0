package io.mosaicgpt.jobs.cluster;

import java.util.Optional;
import org.apache.flink.api.common.JobStatus;

/** What can be seen of a job from outside, wherever it runs. */
public interface JobView {
  /** Where the job stands. */
  JobStatus status() throws InterruptedException;

  /** Whether every task runs, or has done all it had to; loading weights comes before that. */
  boolean allTasksRun() throws InterruptedException;

  /** What made the job restart or fail last, as one sentence. */
  Optional<String> lastFailure() throws InterruptedException;

  /** Checkpoints completed since the job was submitted. */
  long completedCheckpoints() throws InterruptedException;
}
