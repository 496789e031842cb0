package io.mosaicgpt.integration.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.integration.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything that a production stream runs on, as separate processes: Kafka, ZooKeeper, a
 * JobManager and TaskManagers. Closing ends them all; their logs stay below the run's directory.
 */
public final class ProvingGround implements AutoCloseable {
  /** For as many JVMs as start at once, on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Installation installation;
  private final ZooKeeper zooKeeper;
  private final KafkaNodes kafka;
  private final FlinkProcesses flink;

  private ProvingGround(
      Installation installation, ZooKeeper zooKeeper, KafkaNodes kafka, FlinkProcesses flink) {
    this.installation = installation;
    this.zooKeeper = zooKeeper;
    this.kafka = kafka;
    this.flink = flink;
  }

  /**
   * Starts everything and waits until it answers.
   *
   * @param run directory of the run, which is emptied
   * @param kafkaNodes one or three, or none for jobs between files
   * @param taskManagers of two slots each
   */
  public static ProvingGround start(Path run, int kafkaNodes, int taskManagers) throws Exception {
    Installation installation = Installation.at(run);
    ZooKeeper zooKeeper = ZooKeeper.start(installation);
    KafkaNodes kafka = KafkaNodes.start(installation, kafkaNodes);
    FlinkProcesses flink = FlinkProcesses.start(installation, zooKeeper.quorum(), taskManagers);
    ProvingGround ground = new ProvingGround(installation, zooKeeper, kafka, flink);
    try {
      if (kafkaNodes > 0) {
        kafka.awaitAnswer();
      }
      ground.awaitTaskManagers();
      return ground;
    } catch (Exception | AssertionError e) {
      ground.close();
      throw e;
    }
  }

  /** Waits until as many TaskManagers have registered as there are. */
  public void awaitTaskManagers() throws Exception {
    FlinkRest rest = new FlinkRest(flink.address());
    Await.until(
        flink.taskManagers() + " TaskManagers have registered",
        PATIENCE,
        () -> {
          requireAlive();
          Optional<JsonNode> overview = rest.get("/overview");
          return overview.isPresent()
              && overview.get().path("taskmanagers").asInt() == flink.taskManagers();
        });
  }

  /** Fails when a process has ended that nobody killed. */
  public void requireAlive() throws IOException {
    zooKeeper.requireAlive();
    kafka.requireAlive();
    flink.requireAlive();
  }

  /** The brokers. */
  public KafkaNodes kafka() {
    return kafka;
  }

  /** The cluster. */
  public FlinkProcesses flink() {
    return flink;
  }

  /** A directory of the run. */
  public Path directory(String name) {
    return installation.directory(name);
  }

  @Override
  public void close() {
    flink.close();
    kafka.close();
    zooKeeper.close();
  }
}
