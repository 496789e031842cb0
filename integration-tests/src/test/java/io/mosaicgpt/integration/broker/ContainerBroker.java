package io.mosaicgpt.integration.broker;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.Network;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Apache's Kafka image in a container that can be restarted; the system property {@value #IMAGE}
 * names another one.
 */
public final class ContainerBroker implements AutoCloseable {
  static final String IMAGE = "mosaicgpt.test.kafka-image";
  private static final String APACHE = "apache/kafka";
  private static final String INSIDE = "kafka:19092";
  private static final int PORT = 9092;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final KafkaContainer container;
  private final Network network;

  private ContainerBroker(KafkaContainer container, Network network) {
    this.container = requireNonNull(container, "container is null");
    this.network = requireNonNull(network, "network is null");
  }

  /**
   * Starts a container.
   *
   * @throws NoContainersException when there is no Docker engine, or no image can be had
   */
  public static ContainerBroker start() {
    DockerEngine.require();
    String image = image();
    Network network = Network.newNetwork();
    KafkaContainer container =
        new KafkaContainer(DockerImageName.parse(image).asCompatibleSubstituteFor(APACHE))
            .withNetwork(network)
            .withListener(INSIDE)
            .withStartupTimeout(PATIENCE)
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
            // Fifty, as on a cluster, take this one seconds to make and to load again.
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4")
            .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4")
            .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
    // A port that is left to Docker is another one after a restart.
    container.setPortBindings(List.of(DockerEngine.freePort() + ":" + PORT));
    try {
      container.start();
    } catch (ContainerFetchException e) {
      network.close();
      throw new NoContainersException(
          "the image %s is not on this machine and cannot be pulled; -D%s=... names another"
              .formatted(image, IMAGE),
          e);
    }
    return new ContainerBroker(container, network);
  }

  /** The image that containers are started from. */
  public static String image() {
    return System.getProperty(IMAGE, APACHE + ":4.2.0");
  }

  /** Its address on this machine. */
  public String bootstrapServers() {
    return container.getBootstrapServers();
  }

  /** Its address in its network. */
  public String inside() {
    return INSIDE;
  }

  /** The network that it is in. */
  public Network network() {
    return network;
  }

  /** Kills it and starts it again, with its data and its address. */
  public void killAndRestart() {
    DockerEngine.kill(container.getContainerId());
    DockerEngine.start(container.getContainerId());
  }

  @Override
  public void close() {
    container.stop();
    network.close();
  }
}
