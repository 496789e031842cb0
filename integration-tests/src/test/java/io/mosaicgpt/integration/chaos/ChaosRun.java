package io.mosaicgpt.integration.chaos;

import io.mosaicgpt.integration.Await;
import io.mosaicgpt.integration.RunJob;
import io.mosaicgpt.integration.agent.CommitHold;
import io.mosaicgpt.integration.agent.EngineFaults;
import io.mosaicgpt.integration.events.Encodings;
import io.mosaicgpt.integration.events.StoryStream;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.integration.process.ProvingGround;
import io.mosaicgpt.integration.process.SubmittedJob;
import io.mosaicgpt.jobs.checkpoint.Restores;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.model.generation.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Random;

/**
 * A job on the proving ground under one fault after the other. Each fault strikes in the middle of
 * a batch of events; the next one waits until all of them are answered.
 */
final class ChaosRun implements AutoCloseable {
  private static final int PARTITIONS = 6;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final ProvingGround ground;
  private final ChaosPlan plan;
  private final Random random;
  private final StoryStream stream;
  private final RunJob settings;
  private final Ledger ledger;
  private final FlightRecorder recorder;
  private final CheckpointDisk disk;
  private SubmittedJob job;

  private ChaosRun(ProvingGround ground, ChaosPlan plan) throws Exception {
    this.ground = ground;
    this.plan = plan;
    this.random = new Random(plan.seed());
    this.stream = StoryStream.withForms(plan.seed(), plan.leastTokens(), plan.mostTokens());
    this.disk = CheckpointDisk.at(ground.directory("checkpoints"));
    TestTopics topics =
        TestTopics.create(ground.kafka().bootstrapServers(), PARTITIONS, ground.kafka().count());
    this.settings =
        RunJob.on(topics)
            .with(ServingSettings.CHECKPOINT_INTERVAL, plan.checkpointInterval().toMillis() + "ms")
            .with(ServingSettings.CHECKPOINT_DIR, disk.directory().toUri());
    this.ledger = new Ledger(topics, settings.config().serving().engine());
    this.recorder = FlightRecorder.start(ground.flink()::counters);
  }

  /**
   * Starts everything, and the job on it.
   *
   * @param directory is emptied; logs stay there
   */
  static ChaosRun start(Path directory, ChaosPlan plan) throws Exception {
    ProvingGround ground = ProvingGround.start(directory, plan.kafkaNodes(), 2);
    try {
      ChaosRun run = new ChaosRun(ground, plan);
      run.submit(2, "none");
      return run;
    } catch (Exception | AssertionError e) {
      ground.close();
      throw e;
    }
  }

  /**
   * Has a fault strike in the middle of a batch, and waits until everything is answered.
   *
   * @throws AssertionError when an event is lost, answered twice or otherwise than undisturbed
   */
  Toll undergo(Fault fault) throws Exception {
    long resumedBefore = recorder.resumed();
    long spareBefore = recorder.generated() - ledger.tokens();
    long droppedBefore = recorder.dropped();
    int eventsBefore = ledger.events();
    long sentMillis = System.currentTimeMillis();
    sendBatch();
    awaitProgress();

    long struckMillis = System.currentTimeMillis();
    fault.strike(this);
    await("a checkpoint after: " + fault, () -> recorder.hasCheckpointSince(struckMillis));
    Duration back = Duration.ofMillis(System.currentTimeMillis() - struckMillis);
    await("all " + ledger.events() + " events are out after: " + fault, () -> ledger.open() == 0);
    // Whatever comes twice has come when another checkpoint has committed.
    long allOut = System.currentTimeMillis();
    await("one more checkpoint", () -> recorder.hasCheckpointSince(allOut));

    ledger.requireEachOnceAndWordForWord();
    Toll toll =
        new Toll(
            fault,
            back,
            recorder.restoresSince(sentMillis),
            recorder.resumed() - resumedBefore,
            recorder.generated() - ledger.tokens() - spareBefore,
            recorder.atRiskSince(sentMillis),
            ledger.events() - eventsBefore,
            ledger.open(),
            ledger.surplus());
    if (recorder.dropped() > droppedBefore) {
      throw new AssertionError("Tokens of checkpoints were thrown away: " + toll);
    }
    if (toll.again() > toll.atRisk()) {
      throw new AssertionError("More was computed again than was new: " + toll);
    }
    return toll;
  }

  /** Sends a batch of events, about a tenth of them unreadable. */
  void sendBatch() throws Exception {
    for (int i = 0; i < plan.batch(); i++) {
      if (random.nextInt(10) == 0) {
        ledger.send(stream.unreadable(), ErrorCode.UNREADABLE_EVENT);
      }
      ledger.send(stream.next());
    }
  }

  /** Sends a request that the engine fails on. */
  void sendLethal() throws Exception {
    ledger.send(
        Encodings.singleObject(stream.repeating(EngineFaults.LETHAL)), ErrorCode.ENGINE_ERROR);
  }

  /**
   * Waits until some answers of a batch are out, most are under way, and a checkpoint knows of it.
   */
  void awaitProgress() throws Exception {
    long before = recorder.generated();
    int tenth = plan.batch() * (plan.leastTokens() + plan.mostTokens()) / 20;
    await("generations have begun", () -> recorder.generated() > before + tenth);
    long begun = System.currentTimeMillis();
    long more = recorder.generated() + tenth + random.nextInt(2 * tenth);
    await(
        "generations are under way",
        () -> recorder.generated() > more && recorder.hasCheckpointSince(begun));
  }

  private void await(String what, Await.Condition condition) throws Exception {
    Await.until(
        what,
        PATIENCE,
        () -> {
          ground.requireAlive();
          job.requireAlive();
          return condition.holds();
        });
  }

  /** How hard it is. */
  ChaosPlan plan() {
    return plan;
  }

  /** Where it runs. */
  ProvingGround ground() {
    return ground;
  }

  /** Decides what the seed decides. */
  Random random() {
    return random;
  }

  /** Stops the job and returns the savepoint's path. */
  String stopWithSavepoint() throws Exception {
    return job.stopWithSavepoint(ground.directory("savepoints"));
  }

  /** Cancels the job and returns the newest checkpoint's path. */
  String cancel() throws Exception {
    job.cancel();
    Restores restores = Restores.of(settings.config().ends(), said -> {});
    return restores.newest(disk.directory()).orElseThrow().toUri().toString();
  }

  /** Has the next step of one TaskManager fail. */
  void breakEngine(EngineFaults.Kind kind) throws Exception {
    Path file = ground.flink().engineSwitch();
    Path written = Files.writeString(file.resolveSibling("engine.new"), kind.name());
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    await("an engine has failed", () -> !Files.exists(file));
  }

  /** Has one TaskManager commit its next transaction so much later than its checkpoint is over. */
  void holdCommit(Duration duration) throws Exception {
    Path file = Files.createFile(ground.flink().commitSwitch());
    Path taken = file.resolveSibling(file.getFileName() + CommitHold.TAKEN);
    await("a transaction is to be committed", () -> Files.exists(taken));
    Thread.sleep(duration.toMillis());
    Files.delete(taken);
  }

  /** Where checkpoints are kept. */
  CheckpointDisk checkpointDisk() {
    return disk;
  }

  /** Starts the job from a checkpoint, a savepoint or {@code none}. */
  void submit(int parallelism, String restore) {
    job =
        SubmittedJob.submit(
            ground.flink().address(),
            settings
                .with(ServingSettings.PARALLELISM, parallelism)
                .with(ServingSettings.RESTORE, restore)
                .with(
                    KafkaSettings.KAFKA_PROPERTY,
                    "transaction.timeout.ms=" + plan.transactionTimeout().toMillis()));
    recorder.follow(job);
  }

  @Override
  public void close() throws IOException {
    recorder.close();
    ledger.close();
    ground.close();
    disk.close();
  }
}
