package io.mosaicgpt.integration.image;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.integration.broker.ContainerBroker;
import io.mosaicgpt.integration.broker.DockerEngine;
import io.mosaicgpt.integration.process.FlinkRest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** A Flink cluster and a job of the program's image, beside a broker in a container. */
public final class ImageCluster implements AutoCloseable {
  private static final String IMAGE = "mosaicgpt.test.image";
  private static final String MODEL = "/models/small";
  private static final String JOB_MANAGER = "jobmanager";
  private static final int WEB_PORT = 8081;
  private static final int READABLE_BY_ALL = 0755;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final ContainerBroker broker;
  private final Path model;
  private final Path checkpoints;
  private final GenericContainer<?> jobManager;
  private GenericContainer<?> taskManager;
  private GenericContainer<?> job;

  private ImageCluster(ContainerBroker broker, Path model, Path checkpoints) {
    this.broker = requireNonNull(broker, "broker is null");
    this.model = requireNonNull(model, "model is null");
    this.checkpoints = requireNonNull(checkpoints, "checkpoints is null");
    this.jobManager =
        container("jobmanager").withNetworkAliases(JOB_MANAGER).withExposedPorts(WEB_PORT);
  }

  /** Skips a test, with the reason, where the image is not on this machine. */
  public static void assumeImage() {
    DockerEngine.assume(image(), "build it with 'docker build -t %s .'".formatted(image()));
  }

  static String image() {
    return System.getProperty(IMAGE, "mosaicgpt:0.1.0-SNAPSHOT");
  }

  /**
   * Starts a JobManager and a TaskManager, and waits until they are healthy.
   *
   * @param model a directory of this machine
   * @param checkpoints a directory that any user may write to
   */
  public static ImageCluster start(ContainerBroker broker, Path model, Path checkpoints) {
    ImageCluster cluster = new ImageCluster(broker, model, checkpoints);
    cluster.jobManager.start();
    cluster.startTaskManager();
    return cluster;
  }

  @SuppressWarnings("resource") // its owner closes it
  private GenericContainer<?> container(String... command) {
    return new GenericContainer<>(DockerImageName.parse(image()))
        .withCommand(command)
        .withNetwork(broker.network())
        .withEnv("JOB_MANAGER_RPC_ADDRESS", JOB_MANAGER)
        .withEnv("MOSAICGPT_MODEL", MODEL)
        .withEnv("MOSAICGPT_DEVICE", "cpu")
        .withEnv("MOSAICGPT_MAX_NUM_SEQS", "8")
        .withEnv("MOSAICGPT_MAX_NUM_BATCHED_TOKENS", "128")
        .withCopyFileToContainer(MountableFile.forHostPath(model, READABLE_BY_ALL), MODEL)
        .withFileSystemBind(checkpoints.toString(), "/checkpoints", BindMode.READ_WRITE)
        .waitingFor(Wait.forHealthcheck())
        .withStartupTimeout(PATIENCE);
  }

  private void startTaskManager() {
    taskManager = container("taskmanager");
    taskManager.start();
  }

  /**
   * Starts the job and waits until it runs.
   *
   * @param settings of {@code mosaicgpt run}, in variables of the environment
   */
  public void startJob(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("MOSAICGPT_JOB_MANAGER", JOB_MANAGER + ":" + WEB_PORT);
    environment.put("MOSAICGPT_BOOTSTRAP_SERVERS", broker.inside());
    environment.put("MOSAICGPT_CHECKPOINT_DIR", "/checkpoints");
    environment.put("MOSAICGPT_SAVEPOINT_DIR", "/checkpoints/savepoints");
    environment.put("MOSAICGPT_RESTORE", "newest");
    job = container("job").withEnv(environment);
    job.start();
  }

  /** Kills the TaskManager, whatever it is doing, and starts another one. */
  public void replaceTaskManager() {
    DockerEngine.kill(taskManager.getContainerId());
    taskManager.stop();
    startTaskManager();
  }

  /** Stops the job's container as Docker does, and returns what it has said. */
  public List<String> stopJob() {
    DockerEngine.stop(job.getContainerId());
    return job.getLogs().lines().toList();
  }

  /** The REST interface of the JobManager. */
  public FlinkRest rest() {
    return new FlinkRest(jobManager.getHost() + ":" + jobManager.getMappedPort(WEB_PORT));
  }

  /** What the containers have said. */
  public String logs() {
    return "JobManager:%n%s%nTaskManager:%n%s%njob:%n%s"
        .formatted(jobManager.getLogs(), taskManager.getLogs(), job == null ? "" : job.getLogs());
  }

  @Override
  public void close() {
    if (job != null) {
      job.stop();
    }
    if (taskManager != null) {
      taskManager.stop();
    }
    jobManager.stop();
  }
}
