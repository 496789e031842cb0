package io.mosaicgpt.integration.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A ZooKeeper server, of the classes that Flink carries along: JobManagers find each other in it.
 */
final class ZooKeeper implements AutoCloseable {
  private static final String MAIN =
      "org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServerMain";

  private static final int HEAP_MEGABYTES = 48;

  /** Sessions last two ticks at least; a killed JobManager leads for as long. */
  private static final int TICK_MILLIS = 1000;

  private final ChildProcess process;
  private final int port;

  private ZooKeeper(ChildProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  static ZooKeeper start(Installation installation) throws IOException {
    int port = Ports.free(1).get(0);
    Path config = installation.directory("zookeeper").resolve("zoo.cfg");
    Files.write(
        config,
        List.of(
            "dataDir=" + config.resolveSibling("data"),
            "clientPort=" + port,
            "clientPortAddress=127.0.0.1",
            "tickTime=" + TICK_MILLIS,
            "admin.enableServer=false",
            "maxClientCnxns=0"));
    List<String> command = installation.server(HEAP_MEGABYTES).run(MAIN, config.toString());
    return new ZooKeeper(
        ChildProcess.start("ZooKeeper", installation.log("zookeeper"), command), port);
  }

  String quorum() {
    return "127.0.0.1:" + port;
  }

  void requireAlive() throws IOException {
    process.requireAlive();
  }

  @Override
  public void close() {
    process.close();
  }
}
