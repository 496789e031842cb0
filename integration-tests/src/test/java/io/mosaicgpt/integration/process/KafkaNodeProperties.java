package io.mosaicgpt.integration.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Server properties of a small Kafka node. */
final class KafkaNodeProperties {
  static final String CONTROLLER = "CONTROLLER";

  private KafkaNodeProperties() {}

  static Properties of(
      int node, List<Integer> brokerPorts, List<Integer> controllerPorts, Path data) {
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", String.valueOf(node));
    p.setProperty("controller.quorum.voters", voters(controllerPorts));
    p.setProperty("controller.listener.names", CONTROLLER);
    p.setProperty(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,%s://127.0.0.1:%d"
            .formatted(brokerPorts.get(node), CONTROLLER, controllerPorts.get(node)));
    p.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + brokerPorts.get(node));
    p.setProperty("listener.security.protocol.map", CONTROLLER + ":PLAINTEXT,PLAINTEXT:PLAINTEXT");
    p.setProperty("log.dirs", data.toString());
    p.setProperty("auto.create.topics.enable", "false");
    replicas(p, brokerPorts.size());
    smallAndQuick(p);
    return p;
  }

  private static String voters(List<Integer> ports) {
    return IntStream.range(0, ports.size())
        .mapToObj(i -> i + "@127.0.0.1:" + ports.get(i))
        .collect(Collectors.joining(","));
  }

  /** Every record is on all nodes but one before it counts, so that one may die. */
  private static void replicas(Properties p, int nodes) {
    String copies = String.valueOf(nodes);
    String inSync = String.valueOf(Math.max(1, nodes - 1));
    p.setProperty("default.replication.factor", copies);
    p.setProperty("min.insync.replicas", inSync);
    p.setProperty("offsets.topic.replication.factor", copies);
    p.setProperty("transaction.state.log.replication.factor", copies);
    p.setProperty("transaction.state.log.min.isr", inSync);
    p.setProperty("share.coordinator.state.topic.replication.factor", copies);
    p.setProperty("share.coordinator.state.topic.min.isr", inSync);
  }

  private static void smallAndQuick(Properties p) {
    p.setProperty("offsets.topic.num.partitions", "4");
    p.setProperty("transaction.state.log.num.partitions", "4");
    p.setProperty("share.coordinator.state.topic.num.partitions", "1");
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    p.setProperty("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
    p.setProperty("num.network.threads", "2");
    p.setProperty("num.io.threads", "4");
    p.setProperty("background.threads", "2");
    // A broker looks for transactions past their timeout this often.
    p.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    p.setProperty("broker.session.timeout.ms", "6000");
    p.setProperty("initial.broker.registration.timeout.ms", "180000");
  }
}
