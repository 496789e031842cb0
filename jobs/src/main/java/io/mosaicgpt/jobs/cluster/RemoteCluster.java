package io.mosaicgpt.jobs.cluster;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.pipeline.GenerationPipeline;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink cluster that is there already, reached at its REST address. Its TaskManagers have the
 * engine's jars in their {@code lib}; the job's jars go along with the submission.
 */
public final class RemoteCluster {
  private static final int CONNECT_MILLIS = 5000;
  private static final int PATIENCE_SECONDS = 60;

  private final String host;
  private final int port;

  private RemoteCluster(String host, int port) {
    this.host = requireNonNull(host, "host is null");
    this.port = port;
  }

  /**
   * The cluster at an address.
   *
   * @param address {@code host:port} of its REST interface
   * @throws BadInputException when it is no address, or nobody listens there
   */
  public static RemoteCluster at(String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 1 || !address.substring(colon + 1).matches("\\d{1,5}")) {
      throw new BadInputException(
          "--job-manager is '%s': give HOST:PORT of the cluster's REST interface, such as localhost:8081."
              .formatted(address));
    }
    String host = address.substring(0, colon);
    int port = Integer.parseInt(address.substring(colon + 1));
    try {
      connect(host, port);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(
          "No Flink cluster answers at %s: start one, or give its REST address with --job-manager."
              .formatted(address),
          e);
    }
    return new RemoteCluster(host, port);
  }

  /**
   * Whether the machine of an address says that nobody listens there. One that says nothing may be
   * there all the same.
   *
   * @param address as for {@link #at}
   */
  public static boolean isGone(String address) {
    int colon = address.lastIndexOf(':');
    try {
      connect(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
      return false;
    } catch (ConnectException e) {
      return String.valueOf(e.getMessage()).contains("refused");
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  private static void connect(String host, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
    }
  }

  /**
   * Where a job stands; empty when the cluster does not know it.
   *
   * @throws IOException when nobody answers, or not as Flink does
   */
  public Optional<JobStatus> status(JobID id) throws IOException, InterruptedException {
    Optional<String> state =
        rest().get("/jobs/" + id).map(page -> page.path("state").asText().toUpperCase(Locale.ROOT));
    try {
      return state.map(JobStatus::valueOf);
    } catch (IllegalArgumentException e) {
      throw new IOException("it does not answer as Flink does", e);
    }
  }

  /**
   * The job of a name that started last, if the cluster remembers one.
   *
   * @throws IllegalStateException when the cluster cannot be asked
   */
  public Optional<EarlierJob> lastJob(String name) throws InterruptedException {
    try (EarlierJobs jobs = EarlierJobs.of(host, port)) {
      return jobs.last(name);
    }
  }

  /**
   * Submits the job.
   *
   * @param jobJars directory of the jars that go along
   * @throws BadInputException when a setting cannot be used
   */
  public JobClient submit(JobConfig<?> config, Path jobJars) throws IOException {
    return submit(config, jobJars, new Configuration());
  }

  /**
   * Submits the job under an id that its owner has noted before, so that he finds it however he
   * ends. A cluster does not take a second job of an id.
   *
   * @param jobJars directory of the jars that go along
   * @throws BadInputException when a setting cannot be used
   */
  public JobClient submit(JobConfig<?> config, Path jobJars, JobID id) throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, id.toHexString());
    return submit(config, jobJars, configuration);
  }

  private JobClient submit(JobConfig<?> config, Path jobJars, Configuration configuration)
      throws IOException {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createRemoteEnvironment(
            host, port, configuration, jars(jobJars).toArray(String[]::new));
    GenerationPipeline pipeline = new GenerationPipeline(config);
    pipeline.addTo(environment);
    try {
      return environment.executeAsync(pipeline.name());
    } catch (BadInputException e) {
      throw e;
    } catch (Exception e) {
      throw refusal(JobFailures.sentence(e), e);
    }
  }

  private RuntimeException refusal(String reason, Exception cause) {
    if (reason.contains("NoClassDefFoundError: io/mosaicgpt/model/")
        || reason.contains("ClassNotFoundException: io.mosaicgpt.model.")) {
      return new BadInputException(
          "The cluster at %s:%d has no engine: put the jars of jobs/target/dist/engine into lib/ of its JobManager and TaskManagers and restart it."
              .formatted(host, port),
          cause);
    }
    // It would not be there the next time, either.
    if (reason.contains("Cannot find checkpoint or savepoint file/directory")
        || reason.contains("Cannot find meta data file '_metadata' in directory")) {
      return new BadInputException(
          "The cluster at %s:%d cannot go on from the checkpoint that it was given, as its JobManager does not see it (%s): name one that it sees, or give it the directory."
              .formatted(host, port, reason),
          cause);
    }
    return new IllegalStateException(
        "The cluster at %s:%d did not take the job: %s".formatted(host, port, reason), cause);
  }

  /** A job on the cluster. */
  public RemoteJob job(JobID id) {
    return new RemoteJob(rest(), id);
  }

  /**
   * Ends a job with a savepoint, without draining it.
   *
   * @param directory of the savepoint, as the cluster sees it
   * @return the savepoint's path
   * @throws IllegalStateException when it has not ended within a minute, or says that it cannot
   */
  public String stop(JobID id, String directory) {
    return ask(
        "Job %s could not be stopped with a savepoint".formatted(id),
        client -> client.stopWithSavepoint(id, false, directory, SavepointFormatType.CANONICAL));
  }

  /**
   * Cancels a job; its newest checkpoint stays.
   *
   * @throws IllegalStateException when the cluster does not take the request
   */
  public void cancel(JobID id) {
    ask("Job %s could not be cancelled".formatted(id), client -> client.cancel(id));
  }

  private <T> T ask(
      String failure, Function<RestClusterClient<String>, CompletableFuture<T>> request) {
    Configuration address = new Configuration();
    address.set(RestOptions.ADDRESS, host);
    address.set(RestOptions.PORT, port);
    try (RestClusterClient<String> client = new RestClusterClient<>(address, toString())) {
      return request.apply(client).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new IllegalStateException("%s (%s)".formatted(failure, JobFailures.sentence(e)), e);
    }
  }

  private FlinkRest rest() {
    return new FlinkRest(host + ":" + port);
  }

  /** The slots of the cluster, to be looked at before a job is submitted. */
  public TaskSlots slots() {
    return new TaskSlots(rest());
  }

  private static List<String> jars(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Path::toString).filter(name -> name.endsWith(".jar")).sorted().toList();
    }
  }

  /** Its address. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
