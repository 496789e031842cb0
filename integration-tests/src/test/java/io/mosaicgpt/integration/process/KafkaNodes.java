package io.mosaicgpt.integration.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka cluster of one or three KRaft nodes, or of none, each broker and controller in a JVM of
 * its own.
 */
public final class KafkaNodes implements AutoCloseable {
  private static final String MAIN = "kafka.Kafka";
  private static final int HEAP_MEGABYTES = 256;

  /** Three nodes of a busy machine. */
  private static final int TIMEOUT_SECONDS = 180;

  private final Installation installation;
  private final List<Integer> brokerPorts;
  private final List<ChildProcess> nodes = new ArrayList<>();
  private int starts;

  private KafkaNodes(Installation installation, List<Integer> brokerPorts) {
    this.installation = installation;
    this.brokerPorts = brokerPorts;
  }

  /** Starts nodes without waiting for them. */
  static KafkaNodes start(Installation installation, int count) throws Exception {
    List<Integer> ports = Ports.free(2 * count);
    KafkaNodes kafka = new KafkaNodes(installation, ports.subList(0, count));
    String clusterId = Uuid.randomUuid().toString();
    for (int node = 0; node < count; node++) {
      kafka.format(node, clusterId, ports.subList(count, 2 * count));
      kafka.nodes.add(kafka.start(node));
    }
    return kafka;
  }

  private void format(int node, String clusterId, List<Integer> controllerPorts) throws Exception {
    Properties properties = KafkaNodeProperties.of(node, brokerPorts, controllerPorts, data(node));
    try (Writer file = Files.newBufferedWriter(config(node))) {
      properties.store(file, null);
    }
    new Formatter()
        .setPrintStream(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8))
        .setNodeId(node)
        .setClusterId(clusterId)
        .setControllerListenerName(KafkaNodeProperties.CONTROLLER)
        .setMetadataLogDirectory(Optional.of(data(node).toString()))
        .addDirectory(data(node).toString())
        .run();
  }

  private Path data(int node) {
    return installation.directory("kafka-" + node).resolve("data");
  }

  private Path config(int node) {
    return installation.directory("kafka-" + node).resolve("server.properties");
  }

  private ChildProcess start(int node) throws IOException {
    List<String> command = installation.server(HEAP_MEGABYTES).run(MAIN, config(node).toString());
    String name = "kafka-%d.%d".formatted(node, ++starts);
    return ChildProcess.start("Kafka node " + name, installation.log(name), command);
  }

  /** How many nodes there are. */
  public int count() {
    return nodes.size();
  }

  /** The addresses of all nodes, for clients. */
  public String bootstrapServers() {
    return brokerPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  /** Kills a node. */
  public void kill(int node) {
    nodes.get(node).close();
  }

  /** Starts a killed node on the data that it left. */
  public void restart(int node) throws IOException {
    nodes.set(node, start(node));
  }

  /** Stops every node where it is. */
  public void freezeAll() throws IOException, InterruptedException {
    for (ChildProcess node : nodes) {
      node.freeze();
    }
  }

  /** Lets every node go on. */
  public void thawAll() throws IOException, InterruptedException {
    for (ChildProcess node : nodes) {
      node.thaw();
    }
  }

  /** Waits until the nodes answer. */
  void awaitAnswer() throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "reconnect.backoff.max.ms",
                "200",
                "default.api.timeout.ms",
                TIMEOUT_SECONDS * 1000))) {
      while (admin.describeCluster().nodes().get(TIMEOUT_SECONDS, TimeUnit.SECONDS).size()
          < nodes.size()) {
        requireAlive();
        Thread.sleep(100);
      }
    }
  }

  void requireAlive() throws IOException {
    for (ChildProcess node : nodes) {
      node.requireAlive();
    }
  }

  @Override
  public void close() {
    for (ChildProcess node : nodes) {
      node.close();
    }
  }
}
