package io.mosaicgpt.integration.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.integration.Await;
import io.mosaicgpt.integration.agent.ChildAgent;
import io.mosaicgpt.integration.agent.CounterReporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A Flink session cluster of separate JVMs: one JobManager, whose successor takes its jobs up, and
 * TaskManagers of two slots.
 */
public final class FlinkProcesses implements AutoCloseable {
  private static final String JOB_MANAGER =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  private static final String TASK_MANAGER =
      "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";

  private static final int JOB_MANAGER_HEAP_MEGABYTES = 256;
  private static final int TASK_MANAGER_HEAP_MEGABYTES = 384;

  private final Installation installation;
  private final FlinkConfig config;
  private final List<ChildProcess> taskManagers = new ArrayList<>();
  private final List<Path> counters = new ArrayList<>();
  private ChildProcess jobManager;
  private int starts;

  private FlinkProcesses(Installation installation, FlinkConfig config) {
    this.installation = installation;
    this.config = config;
  }

  /** Starts a cluster without waiting for it. */
  static FlinkProcesses start(Installation installation, String zooKeeper, int taskManagers)
      throws IOException {
    FlinkConfig config = FlinkConfig.write(installation, zooKeeper);
    FlinkProcesses cluster = new FlinkProcesses(installation, config);
    cluster.startJobManager();
    for (int i = 0; i < taskManagers; i++) {
      cluster.startTaskManager();
    }
    return cluster;
  }

  /** {@code host:port} of the JobManager's REST interface; the same for every JobManager. */
  public String address() {
    return config.address();
  }

  /** The file whose appearance breaks the engine of one TaskManager. */
  public Path engineSwitch() {
    return switches().resolve(ChildAgent.ENGINE);
  }

  /** The file whose appearance holds a commit of one TaskManager up. */
  public Path commitSwitch() {
    return switches().resolve(ChildAgent.COMMIT);
  }

  private Path switches() {
    return installation.directory("switches");
  }

  /** Starts a JobManager, after the last one was killed. */
  public void startJobManager() throws IOException {
    String name = "jobmanager-" + ++starts;
    jobManager =
        ChildProcess.start(
            name,
            installation.log(name),
            installation
                .flink(JOB_MANAGER_HEAP_MEGABYTES)
                .run(JOB_MANAGER, "--configDir", config.directory().toString()));
  }

  /** Starts a TaskManager more. */
  public void startTaskManager() throws IOException {
    String name = "taskmanager-" + ++starts;
    Path file = installation.directory("counters").resolve(name);
    counters.add(file);
    taskManagers.add(
        ChildProcess.start(
            name,
            installation.log(name),
            installation
                .flink(TASK_MANAGER_HEAP_MEGABYTES, switches())
                .with("-XX:MaxDirectMemorySize=256m")
                .with("-D" + CounterReporter.FILE + "=" + file)
                .run(
                    TASK_MANAGER,
                    "--configDir",
                    config.directory().toString(),
                    "-Dtaskmanager.resource-id=" + name)));
  }

  /** Kills the JobManager. */
  public void killJobManager() {
    jobManager.close();
  }

  /** How many TaskManagers there are. */
  public int taskManagers() {
    return taskManagers.size();
  }

  /** One of the TaskManagers that have tasks. */
  public ChildProcess busyTaskManager(Random random) throws Exception {
    FlinkRest rest = new FlinkRest(address());
    List<ChildProcess> busy = new ArrayList<>();
    Await.until(
        "a TaskManager has tasks",
        () -> {
          rest.get("/taskmanagers").ifPresent(page -> busy.addAll(busy(page)));
          return !busy.isEmpty();
        });
    return busy.get(random.nextInt(busy.size()));
  }

  private List<ChildProcess> busy(JsonNode page) {
    Set<String> names = new HashSet<>();
    for (JsonNode taskManager : page.path("taskmanagers")) {
      if (taskManager.path("freeSlots").asInt() < taskManager.path("slotsNumber").asInt()) {
        names.add(taskManager.path("id").asText());
      }
    }
    return taskManagers.stream().filter(process -> names.contains(process.name())).toList();
  }

  /** Kills a TaskManager. */
  public void killTaskManager(ChildProcess taskManager) {
    taskManagers.remove(taskManager);
    taskManager.close();
  }

  /** Kills every TaskManager. */
  public void killTaskManagers() {
    List.copyOf(taskManagers).forEach(this::killTaskManager);
  }

  /** The counter files of all TaskManagers that ever were. */
  public List<Path> counters() {
    return List.copyOf(counters);
  }

  void requireAlive() throws IOException {
    jobManager.requireAlive();
    for (ChildProcess taskManager : taskManagers) {
      taskManager.requireAlive();
    }
  }

  @Override
  public void close() {
    for (ChildProcess taskManager : taskManagers) {
      taskManager.close();
    }
    jobManager.close();
  }
}
