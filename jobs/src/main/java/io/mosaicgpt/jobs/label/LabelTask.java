package io.mosaicgpt.jobs.label;

import io.mosaicgpt.jobs.cluster.JobView;
import java.util.Optional;
import org.apache.flink.api.common.JobID;

/** A job that labels, while this process follows it. */
interface LabelTask extends AutoCloseable {
  /** What can be seen of it. */
  JobView job();

  /** Flink's id of it. */
  JobID id();

  /** {@code host:port} of Flink's web interface. */
  String address();

  /** Ends the job and waits for that; its newest checkpoint stays. */
  void cancel() throws InterruptedException;

  /**
   * How the job has ended.
   *
   * @return whether it reached its end, rather than being cancelled
   * @throws io.mosaicgpt.jobs.BadInputException when it failed of what the user gave
   * @throws IllegalStateException when it failed, with the root cause as its sentence
   */
  boolean outcome() throws InterruptedException;

  /**
   * The path of the savepoint that somebody has ended the job with; empty if nobody has. A job that
   * was stopped so is finished for Flink, and keeps no checkpoint.
   */
  Optional<String> savepointAtEnd() throws InterruptedException;

  /** Follows it no longer. */
  @Override
  void close();
}
