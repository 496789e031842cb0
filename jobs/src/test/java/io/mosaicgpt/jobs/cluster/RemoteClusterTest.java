package io.mosaicgpt.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over pages as Flink 2.2's REST interface has them. */
class RemoteClusterTest {
  private static final JobID JOB = new JobID(1, 2);

  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final List<String> said = new ArrayList<>();
  private HttpServer server;
  private RemoteCluster cluster;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String page = pages.get(exchange.getRequestURI().getPath());
          byte[] body = (page == null ? "{}" : page).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(page == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    cluster = RemoteCluster.at("127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aJobWithMoreSubtasksThanFreeSlotsIsRefusedAfterAWait() {
    overview(4, 1);

    assertThatThrownBy(() -> cluster.slots().require(2, Duration.ofMillis(1), said::add))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("has 4 task slots, 1 of them free, and --parallelism is 2")
        .hasMessageContaining("lower --parallelism");
    assertThat(said).singleElement().asString().contains("waiting up to 0 s");
  }

  @Test
  void slotsThatAreFreeAreEnough() throws InterruptedException {
    overview(4, 2);

    cluster.slots().require(2, Duration.ZERO, said::add);

    assertThat(said).isEmpty();
  }

  @Test
  void aClusterThatStartsTaskManagersItselfNeedsNoneBefore() throws InterruptedException {
    overview(0, 0);
    pages.put("/jobmanager/config", "[{\"key\": \"kubernetes.cluster-id\", \"value\": \"flink\"}]");

    cluster.slots().require(2, Duration.ZERO, said::add);

    assertThat(said).isEmpty();
  }

  @Test
  void somethingElseAtTheAddressIsNamed() {
    assertThatThrownBy(() -> cluster.slots().require(1, Duration.ZERO, said::add))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is no Flink cluster");
  }

  @Test
  void aJobRunsWhenAllItsTasksDo() throws InterruptedException {
    job("RUNNING", 1);
    assertThat(cluster.job(JOB).allTasksRun()).isFalse();

    job("RUNNING", 2);
    assertThat(cluster.job(JOB).allTasksRun()).isTrue();
    assertThat(cluster.job(JOB).status()).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void checkpointsAreCountedWhenTheyAreComplete() throws InterruptedException {
    pages.put(
        "/jobs/" + JOB + "/checkpoints",
        "{\"counts\": {\"total\": 6, \"in_progress\": 1, \"completed\": 4, \"failed\": 1}}");

    assertThat(cluster.job(JOB).completedCheckpoints()).isEqualTo(4);
  }

  @Test
  void theNewestFailureSpeaks() throws InterruptedException {
    exceptions(
        "java.lang.RuntimeException: x\\nCaused by: java.io.IOException: the disk is full\\n");

    assertThat(cluster.job(JOB).lastFailure()).contains("the disk is full");
  }

  @Test
  void aModelThatTheTaskManagersLackIsBadInput() {
    job("FAILED", 0);
    exceptions(
        "org.apache.flink.runtime.execution.SuppressRestartsException: Unrecoverable failure.\\n"
            + "Caused by: io.mosaicgpt.model.checkpoint.CheckpointException: There is no /m\\n");

    assertThatThrownBy(() -> cluster.job(JOB).outcome())
        .isInstanceOf(BadInputException.class)
        .hasMessage("The job failed: There is no /m");
  }

  @Test
  void anyOtherFailureIsNot() {
    job("FAILED", 0);
    exceptions("java.io.IOException: the disk is full\\n");

    assertThatThrownBy(() -> cluster.job(JOB).outcome())
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("The job failed: the disk is full");
  }

  @Test
  void aCancelledJobDidNotReachItsEnd() throws InterruptedException {
    job("CANCELED", 0);
    assertThat(cluster.job(JOB).outcome()).isFalse();

    job("FINISHED", 0);
    assertThat(cluster.job(JOB).outcome()).isTrue();
  }

  @Test
  void aJobIsKnownOrNot() throws Exception {
    assertThat(cluster.status(JOB)).isEmpty();

    job("RUNNING", 1);
    assertThat(cluster.status(JOB)).contains(JobStatus.RUNNING);
  }

  @Test
  void anAddressIsGoneWhenItsMachineSaysSo() {
    assertThat(RemoteCluster.isGone(cluster.toString())).isFalse();
    assertThat(RemoteCluster.isGone("no-such-host.invalid:8081")).isFalse();

    server.stop(0);
    assertThat(RemoteCluster.isGone(cluster.toString())).isTrue();
  }

  private void overview(int total, int free) {
    pages.put("/overview", "{\"slots-total\": %d, \"slots-available\": %d}".formatted(total, free));
  }

  private void job(String state, int running) {
    pages.put(
        "/jobs/" + JOB,
        """
        {"state": "%s", "vertices": [
          {"parallelism": 2, "tasks": {"RUNNING": %d, "DEPLOYING": %d, "FINISHED": 0}}]}
        """
            .formatted(state, running, 2 - running));
  }

  private void exceptions(String newest) {
    pages.put(
        "/jobs/" + JOB + "/exceptions",
        """
        {"exceptionHistory": {"entries": [
          {"timestamp": 7, "stacktrace": "%s"},
          {"timestamp": 3, "stacktrace": "java.lang.RuntimeException: older"}]}}
        """
            .formatted(newest));
  }
}
