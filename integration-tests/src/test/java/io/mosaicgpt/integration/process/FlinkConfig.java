package io.mosaicgpt.integration.process;

import io.mosaicgpt.integration.agent.CounterReporterFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Flink's configuration file for all JVMs of a cluster.
 *
 * @param directory the directory that holds it
 * @param address {@code host:port} of the REST interface
 */
public record FlinkConfig(Path directory, String address) {
  /** Silence after which a TaskManager counts as lost. */
  public static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(6);

  private static final String LOOPBACK = "127.0.0.1";

  static FlinkConfig write(Installation installation, String zooKeeper) throws IOException {
    List<Integer> ports = Ports.free(1);
    Map<String, String> settings = new TreeMap<>();
    settings.put("rest.address", LOOPBACK);
    settings.put("rest.bind-address", LOOPBACK);
    settings.put("rest.port", String.valueOf(ports.get(0)));
    settings.put("io.tmp.dirs", installation.directory("tmp").toString());
    settings.put("classloader.parent-first-patterns.additional", "io.mosaicgpt.model;ai.djl");
    jobManager(settings);
    taskManager(settings);
    highAvailability(settings, installation, zooKeeper);
    observation(settings);
    Path file = installation.directory("conf").resolve("config.yaml");
    Files.write(file, settings.entrySet().stream().map(FlinkConfig::line).toList());
    return new FlinkConfig(file.getParent(), LOOPBACK + ":" + ports.get(0));
  }

  private static String line(Map.Entry<String, String> setting) {
    return "%s: \"%s\"".formatted(setting.getKey(), setting.getValue());
  }

  private static void jobManager(Map<String, String> settings) {
    settings.put("jobmanager.rpc.address", LOOPBACK);
    settings.put("jobmanager.bind-host", LOOPBACK);
    settings.put("jobmanager.memory.process.size", "1g");
  }

  /** What the start scripts would work out of the machine. Weights are native memory. */
  private static void taskManager(Map<String, String> settings) {
    settings.put("taskmanager.host", LOOPBACK);
    settings.put("taskmanager.bind-host", LOOPBACK);
    settings.put("taskmanager.numberOfTaskSlots", "2");
    settings.put("taskmanager.load-balance.mode", "SLOTS");
    settings.put("taskmanager.cpu.cores", "2.0");
    settings.put("taskmanager.memory.task.heap.size", "256m");
    settings.put("taskmanager.memory.task.off-heap.size", "256m");
    settings.put("taskmanager.memory.framework.heap.size", "128m");
    settings.put("taskmanager.memory.framework.off-heap.size", "128m");
    settings.put("taskmanager.memory.managed.size", "0m");
    settings.put("taskmanager.memory.network.min", "32m");
    settings.put("taskmanager.memory.network.max", "32m");
    settings.put("taskmanager.memory.jvm-metaspace.size", "256m");
    settings.put("taskmanager.memory.jvm-overhead.min", "128m");
    settings.put("taskmanager.memory.jvm-overhead.max", "128m");
  }

  private static void highAvailability(
      Map<String, String> settings, Installation installation, String zooKeeper) {
    settings.put("high-availability.type", "zookeeper");
    settings.put("high-availability.zookeeper.quorum", zooKeeper);
    settings.put("high-availability.zookeeper.client.session-timeout", "3s");
    settings.put("high-availability.zookeeper.client.connection-timeout", "3s");
    settings.put("high-availability.zookeeper.client.retry-wait", "500ms");
    settings.put("high-availability.storageDir", installation.directory("ha").toUri().toString());
    settings.put("heartbeat.interval", "1s");
    settings.put("heartbeat.timeout", HEARTBEAT_TIMEOUT.toSeconds() + "s");
  }

  /** Answers of the REST interface are fresh, and counters outlive their JVM. */
  private static void observation(Map<String, String> settings) {
    settings.put("web.refresh-interval", "100");
    settings.put("rest.cache.checkpoint-statistics.timeout", "100ms");
    settings.put("web.checkpoints.history", "50");
    settings.put("metrics.reporters", "counters");
    settings.put("metrics.reporter.counters.factory.class", CounterReporterFactory.class.getName());
  }
}
