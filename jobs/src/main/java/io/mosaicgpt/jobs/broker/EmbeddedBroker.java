package io.mosaicgpt.jobs.broker;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import io.mosaicgpt.jobs.job.TopicLeaders;
import io.mosaicgpt.jobs.process.ExitStack;
import io.mosaicgpt.jobs.process.TemporaryDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One KRaft node, broker and controller, on free ports of the loopback address, with its data in a
 * directory of its own that goes away with it. Everything a single node needs for transactions is
 * set. Several can live in one JVM.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  private static final int NODE_ID = 1;
  private static final int START_ATTEMPTS = 3;
  private static final int TIMEOUT_SECONDS = 60;

  private final KafkaRaftServer server;
  private final Map<String, String> clientProperties;
  private final TemporaryDirectory directory;
  private final ExitStack.Entry exit;
  private boolean closed;

  private EmbeddedBroker(
      KafkaRaftServer server, Map<String, String> clientProperties, TemporaryDirectory directory) {
    this.server = server;
    this.clientProperties = clientProperties;
    this.directory = directory;
    this.exit = ExitStack.ofProcess().push(this::stop);
  }

  /** Starts a broker and waits until it answers. */
  public static EmbeddedBroker start() {
    return start(Map.of());
  }

  /**
   * Starts a broker and waits until it answers.
   *
   * @param overrides server properties that differ from ours
   * @throws IllegalStateException when it does not come up
   */
  public static EmbeddedBroker start(Map<String, String> overrides) {
    return start(overrides, Map.of());
  }

  /**
   * Starts a broker that may want to know who its clients are, and waits until it answers.
   *
   * @param overrides server properties that differ from ours; the listener's name is PLAINTEXT
   *     whatever its protocol is
   * @param security what a client has to set beside the address
   * @throws IllegalStateException when it does not come up
   */
  public static EmbeddedBroker start(Map<String, String> overrides, Map<String, String> security) {
    requireNonNull(overrides, "overrides is null");
    requireNonNull(security, "security is null");
    RuntimeException last = null;
    for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
      int[] ports = FreePorts.two();
      try {
        return start(overrides, security, ports[0], ports[1]);
      } catch (PortTakenException e) {
        last = e; // between looking and binding; look again
      }
    }
    throw new IllegalStateException("The embedded Kafka broker found no free port", last);
  }

  private static EmbeddedBroker start(
      Map<String, String> overrides,
      Map<String, String> security,
      int brokerPort,
      int controllerPort) {
    TemporaryDirectory directory = newDirectory();
    Path path = directory.path();
    KafkaRaftServer server = null;
    try {
      Properties properties = BrokerProperties.of(NODE_ID, brokerPort, controllerPort, path);
      properties.putAll(overrides);
      format(path);
      server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
      server.startup();
      Map<String, String> client = new HashMap<>(security);
      client.put(BOOTSTRAP_SERVERS, "127.0.0.1:" + brokerPort);
      EmbeddedBroker broker = new EmbeddedBroker(server, Map.copyOf(client), directory);
      broker.awaitAnswer();
      return broker;
    } catch (Exception e) {
      if (server != null) {
        server.shutdown();
        server.awaitShutdown();
      }
      directory.close();
      if (PortTakenException.isCauseOf(e)) {
        throw new PortTakenException(e);
      }
      throw new IllegalStateException(
          "The embedded Kafka broker did not start: " + e.getMessage(), e);
    }
  }

  private static TemporaryDirectory newDirectory() {
    try {
      return TemporaryDirectory.create("broker");
    } catch (IOException e) {
      throw new UncheckedIOException("No directory for the broker's data could be made", e);
    }
  }

  private static void format(Path directory) throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    new Formatter()
        .setPrintStream(new PrintStream(log, true, StandardCharsets.UTF_8))
        .setNodeId(NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(BrokerProperties.CONTROLLER)
        .setMetadataLogDirectory(Optional.of(directory.toString()))
        .addDirectory(directory.toString())
        .run();
  }

  private void awaitAnswer() throws InterruptedException, ExecutionException, TimeoutException {
    try (Admin admin = admin()) {
      admin.describeCluster().nodes().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** What a client needs to be let in, the address included. */
  public Map<String, String> clientProperties() {
    return clientProperties;
  }

  /** {@code host:port} for clients. */
  public String bootstrapServers() {
    return clientProperties.get(BOOTSTRAP_SERVERS);
  }

  /** Where the data lives until {@link #close}. */
  Path directory() {
    return directory.path();
  }

  /** Creates topics and waits until they can be written to. */
  public void createTopics(int partitions, List<String> topics) {
    try (Admin admin = admin()) {
      admin
          .createTopics(
              topics.stream().map(name -> new NewTopic(name, partitions, (short) 1)).toList())
          .all()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      TopicLeaders.await(
          admin,
          topics.stream().collect(toMap(name -> name, name -> partitions)),
          Duration.ofSeconds(TIMEOUT_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while topics were created", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("The topics " + topics + " were not created", e);
    }
  }

  /** An admin client; the caller closes it. */
  public Admin admin() {
    return Admin.create(Map.copyOf(clientProperties));
  }

  /** Stops the broker and deletes its data, as the end of the process does too. Idempotent. */
  @Override
  public void close() {
    stop();
    exit.close();
  }

  private synchronized void stop() {
    if (closed) {
      return;
    }
    closed = true;
    server.shutdown();
    server.awaitShutdown();
    directory.close();
  }
}
