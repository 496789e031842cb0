package io.mosaicgpt.jobs.watch;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.cluster.JobView;
import io.mosaicgpt.jobs.cluster.JobWatch;
import io.mosaicgpt.jobs.cluster.NoAnswerException;
import io.mosaicgpt.jobs.job.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.JobStatus;

/**
 * Looks at a running job, whoever started it, and tells an observer what is new. Used by one
 * thread, the one that polls it.
 */
public final class JobMonitor implements AutoCloseable {
  private final JobTopics topics;
  private final JobView job;
  private final JobObserver observer;
  private final JobWatch state;
  private final Counts counts = new Counts();
  private long checkpoints;
  private boolean ended;

  /**
   * A monitor, which begins with the oldest records of the topics. Pieces of completions are not
   * looked at.
   *
   * @param kafka what a client needs to reach the brokers
   * @param topics the job's; what it writes is read as Avro without a registry
   * @throws IllegalStateException when one of the topics is not there
   */
  public JobMonitor(Properties kafka, Topics topics, JobView job, JobObserver observer) {
    this(
        JobTopics.of(kafka, topics, List.of(topics.input(), topics.output(), topics.deadLetters())),
        job,
        observer);
  }

  JobMonitor(JobTopics topics, JobView job, JobObserver observer) {
    this.topics = requireNonNull(topics, "topics is null");
    this.job = requireNonNull(job, "job is null");
    this.observer = requireNonNull(observer, "observer is null");
    this.state =
        new JobWatch(
            job, sentence -> observer.observe(new Observation.StateChanged(sentence)), () -> {});
  }

  /**
   * Tells what is new, and the figures.
   *
   * @param wait how long to wait for records when there are none
   */
  public void poll(Duration wait) throws IOException, InterruptedException {
    topics.poll(wait, this::tell);
    look();
    tell(counts.figures(checkpoints));
  }

  private void tell(Observation observation) {
    counts.add(observation);
    observer.observe(observation);
  }

  private void look() throws InterruptedException {
    try {
      JobStatus status = state.look();
      checkpoints = job.completedCheckpoints();
      if (status.isGloballyTerminalState() && !ended) {
        ended = true;
        tell(new Observation.JobEnded(status));
      }
    } catch (NoAnswerException e) {
      // Asked again at the next poll; the topics have news meanwhile.
    }
  }

  @Override
  public void close() {
    topics.close();
  }
}
