package io.mosaicgpt.jobs.demo;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.broker.EmbeddedBroker;
import io.mosaicgpt.jobs.cluster.LocalRun;
import io.mosaicgpt.jobs.cluster.RunningJob;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.pipeline.CommittedOutputs;
import io.mosaicgpt.jobs.pipeline.Inputs;
import io.mosaicgpt.jobs.terminal.LiveScreen;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Sends the events, shows what comes out as it lands, and adds it up. */
public final class Demo {
  /** Slow enough to watch. */
  private static final long NANOS_BETWEEN_EVENTS = 80_000_000L;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final EmbeddedBroker broker;
  private final InferenceEngine engine;
  private final RunningJob job;
  private final JobConfig<KafkaEnds> config;
  private final LiveScreen screen;
  private final Rows rows;
  private final Speed speed = new Speed();

  public Demo(
      EmbeddedBroker broker,
      InferenceEngine engine,
      LocalRun run,
      JobConfig<KafkaEnds> config,
      LiveScreen screen) {
    this.broker = requireNonNull(broker, "broker is null");
    this.engine = requireNonNull(engine, "engine is null");
    this.job = run.job();
    this.config = requireNonNull(config, "config is null");
    this.screen = requireNonNull(screen, "screen is null");
    this.rows = new Rows(screen.columns());
  }

  /**
   * Runs it.
   *
   * @return whether every event came out once
   */
  public boolean run() throws IOException, InterruptedException {
    List<DemoEvents.Event> events =
        DemoEvents.events(config.ends().topics().input(), Instant.now());
    Tally tally = new Tally(events.size());
    screen.line(
        "Sending %d instructions and one poison event to %s; what the job commits:"
            .formatted(events.size() - 1, config.ends().topics().input()));
    screen.line("");
    screen.line(rows.header());
    long start = System.nanoTime();
    try (Inputs inputs = new Inputs(broker.bootstrapServers(), config.ends().topics().input());
        CommittedOutputs outputs =
            new CommittedOutputs(broker.bootstrapServers(), config.ends().topics())) {
      while (!tally.isComplete()) {
        requireProgress(start);
        sendDue(inputs, events, tally, System.nanoTime() - start);
        outputs.poll(POLL, c -> show(c, tally), letter -> show(letter, tally));
        screen.status(status(tally));
      }
    }
    new Summary(tally, System.nanoTime() - start, job.completedCheckpoints()).print(screen);
    return tally.isExact();
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

  private static void sendDue(
      Inputs inputs, List<DemoEvents.Event> events, Tally tally, long nanos) {
    while (tally.sentCount() < events.size() && tally.sentCount() * NANOS_BETWEEN_EVENTS <= nanos) {
      DemoEvents.Event event = events.get(tally.sentCount());
      inputs.send(event.key(), event.value());
      tally.sent();
    }
    inputs.flush();
  }

  private void show(Completion completion, Tally tally) {
    tally.add(completion);
    screen.line(rows.of(completion));
  }

  private void show(DeadLetter letter, Tally tally) {
    tally.addDeadLetter();
    rows.of(letter, config.ends().topics().deadLetters()).forEach(screen::line);
  }

  private String status(Tally tally) throws InterruptedException {
    EngineStats stats = engine.stats();
    return String.format(
        Locale.ROOT,
        "  %.0f tokens/s | %d in flight | %d of %d sent | %d completions, %d dead letters"
            + " | %d checkpoints",
        speed.at(System.nanoTime(), stats.generatedTokens()),
        stats.running() + stats.waiting(),
        tally.sentCount(),
        tally.expected(),
        tally.completions(),
        tally.deadLetters(),
        job.completedCheckpoints());
  }
}
