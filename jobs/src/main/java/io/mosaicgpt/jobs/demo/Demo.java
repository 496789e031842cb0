package io.mosaicgpt.jobs.demo;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.cluster.RunningJob;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.watch.Inputs;
import io.mosaicgpt.jobs.watch.JobMonitor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Sends the events to a running job, shows what comes out, and adds it up. */
public final class Demo {
  /** Slow enough to watch. */
  private static final long NANOS_BETWEEN_EVENTS = 150_000_000L;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final RunningJob job;
  private final JobConfig<KafkaEnds> config;
  private final DemoTexts texts;
  private final List<DemoEvents.Event> events;

  /** A demo on topics that are still empty. */
  public Demo(RunningJob job, JobConfig<KafkaEnds> config, DemoTexts texts) throws IOException {
    this.job = requireNonNull(job, "job is null");
    this.config = requireNonNull(config, "config is null");
    this.texts = requireNonNull(texts, "texts is null");
    this.events = DemoEvents.of(texts, config.ends().topics().input(), Instant.now());
  }

  /** Runs until every event has come out. */
  public Summary run(DemoScreen screen) throws IOException, InterruptedException {
    Tally tally = new Tally(texts, events.size());
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
                  screen.observe(observation);
                })) {
      int sent = 0;
      while (!tally.isComplete()) {
        requireProgress(start);
        sent = sendDue(inputs, sent, System.nanoTime() - start);
        monitor.poll(POLL);
        screen.show(tally.summary(since(start)));
      }
    }
    return tally.summary(since(start));
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
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
