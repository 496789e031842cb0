package io.mosaicgpt.jobs.demo;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.cluster.RunningJob;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.watch.Inputs;
import io.mosaicgpt.jobs.watch.JobMonitor;
import io.mosaicgpt.jobs.watch.JobObserver;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Sends the events to a running job, has it observed, and adds up what comes out. */
public final class Demo {
  /** Slow enough to watch. */
  private static final long NANOS_BETWEEN_EVENTS = 80_000_000L;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final RunningJob job;
  private final JobConfig<KafkaEnds> config;
  private final List<DemoEvents.Event> events;

  /** A demo on topics that are still empty. */
  public Demo(RunningJob job, JobConfig<KafkaEnds> config) throws IOException {
    this.job = requireNonNull(job, "job is null");
    this.config = requireNonNull(config, "config is null");
    this.events = DemoEvents.events(config.ends().topics().input(), Instant.now());
  }

  /** How many events it sends. */
  public int eventCount() {
    return events.size();
  }

  /**
   * Runs until every event has come out.
   *
   * @param observer hears of everything on the way
   */
  public Summary run(JobObserver observer) throws IOException, InterruptedException {
    Tally tally = new Tally(events.size());
    long start = System.nanoTime();
    try (Inputs inputs =
            new Inputs(config.ends().kafka().bootstrapServers(), config.ends().topics().input());
        JobMonitor monitor =
            new JobMonitor(
                config.ends().kafka().clientProperties(),
                config.ends().topics(),
                job,
                observation -> {
                  tally.observe(observation);
                  observer.observe(observation);
                })) {
      int sent = 0;
      while (!tally.isComplete()) {
        requireProgress(start);
        sent = sendDue(inputs, sent, System.nanoTime() - start);
        monitor.poll(POLL);
      }
    }
    return tally.summary(Duration.ofNanos(System.nanoTime() - start));
  }

  private void requireProgress(long start) throws InterruptedException {
    if (job.hasEnded()) {
      job.await(); // throws with the reason
      throw new IllegalStateException("The job ended before every event was answered");
    }
    if (System.nanoTime() - start > PATIENCE.toNanos()) {
      throw new IllegalStateException(
          "Not every event was answered within %d s".formatted(PATIENCE.toSeconds()));
    }
  }

  /** Sends the events whose time has come and returns how many have been sent by now. */
  private int sendDue(Inputs inputs, int sentBefore, long nanos) {
    int sent = sentBefore;
    while (sent < events.size() && sent * NANOS_BETWEEN_EVENTS <= nanos) {
      DemoEvents.Event event = events.get(sent);
      inputs.send(event.key(), event.value());
      sent++;
    }
    inputs.flush();
    return sent;
  }
}
