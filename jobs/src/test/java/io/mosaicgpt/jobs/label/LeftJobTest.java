package io.mosaicgpt.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cluster.RemoteCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over the pages of a cluster that knows one job. */
class LeftJobTest {
  private static final String JOB = "0123456789abcdef0123456789abcdef";
  private static final Path NOTE = Path.of("/out/.a.csv.mosaicgpt/r/job.json");

  private final List<String> said = new ArrayList<>();
  private HttpServer server;
  private String address;
  private volatile int status = 404;
  private volatile String state = "";
  private volatile String checkpoints = "{}";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/jobs/" + JOB,
        exchange -> {
          byte[] body = "{\"state\": \"%s\"}".formatted(state).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.createContext(
        "/jobs/" + JOB + "/checkpoints",
        exchange -> {
          byte[] body = checkpoints.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    address = "127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(int newStatus, String newState) {
    status = newStatus;
    state = newState;
  }

  private LeftJob left(String cluster) {
    return new LeftJob(new Attempt(JOB, cluster, 0, 0, ""), NOTE, said::add);
  }

  private Optional<RemoteCluster> cluster() {
    return Optional.of(RemoteCluster.at(address));
  }

  @Test
  void oneThatGoesOnIsFollowedWhateverItsClusterWasCalled() throws InterruptedException {
    answer(200, "RESTARTING");

    for (String name : List.of(address, "a-name-of-then:8081")) {
      try (LabelTask task = left(name).find(cluster()).orElseThrow()) {
        assertThat(task.id().toHexString()).isEqualTo(JOB);
        assertThat(task.address()).isEqualTo(address);
      }
    }
    assertThat(said).hasSize(2).allMatch(line -> line.contains("goes on at " + address));
  }

  @Test
  void oneThatGoesOnElsewhereForbidsAnother() {
    answer(200, "RUNNING");

    assertThatThrownBy(() -> left(address).find(Optional.empty()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("goes on at " + address)
        .hasMessageContaining("--job-manager " + address);
  }

  @Test
  void oneThatHasEndedOrIsForgottenIsNone() throws InterruptedException {
    answer(404, "");
    assertThat(left(address).find(cluster())).isEmpty();
    assertThat(left(address).find(Optional.empty())).isEmpty();

    for (String end : List.of("FINISHED", "CANCELED", "FAILED")) {
      answer(200, end);
      assertThat(left(address).find(cluster())).isEmpty();
      assertThat(left(address).find(Optional.empty())).isEmpty();
    }
  }

  @Test
  void ofOneThatWasStoppedTheSavepointIsKnown() throws InterruptedException {
    answer(200, "FINISHED");
    LeftJob stopped = left(address);
    assertThat(stopped.find(cluster())).isEmpty();
    checkpoints =
        "{\"latest\": {\"savepoint\": {\"checkpoint_type\": \"SYNC_SAVEPOINT\", \"external_path\": \"file:/s\"}}}";
    assertThat(stopped.finished().orElseThrow().savepointAtEnd()).contains("file:/s");

    // Somebody has taken one, and the job went on.
    checkpoints =
        "{\"latest\": {\"savepoint\": {\"checkpoint_type\": \"SAVEPOINT\", \"external_path\": \"file:/s\"}}}";
    assertThat(stopped.finished().orElseThrow().savepointAtEnd()).isEmpty();
    answer(200, "CANCELED");
    LeftJob cancelled = left(address);
    assertThat(cancelled.find(cluster())).isEmpty();
    assertThat(cancelled.finished()).isEmpty();
  }

  @Test
  void whatEndsWithItsProcessIsNone() throws InterruptedException {
    assertThat(left("").find(Optional.empty())).isEmpty();
    assertThat(said).isEmpty();
  }

  @Test
  void aClusterThatIsGoneHasNone() throws InterruptedException {
    server.stop(0);

    assertThat(left(address).find(Optional.empty())).isEmpty();
    assertThat(said).singleElement().asString().contains("No cluster is at " + address);
  }

  @Test
  void aClusterThatDoesNotSayForbidsAnother() {
    answer(503, "");

    assertThatThrownBy(() -> left(address).find(Optional.empty()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("cannot be seen")
        .hasMessageContaining("delete " + NOTE);
  }

  @Test
  void aNewRunDoesNotWaitForAClusterThatDoesNotSay() throws InterruptedException {
    answer(503, "");

    left(address).end();

    assertThat(said).singleElement().asString().contains("its results do not count any more");
  }
}
