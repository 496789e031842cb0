package io.mosaicgpt.jobs.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.mosaicgpt.jobs.cluster.JobMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over pages as Flink's REST interface has them. */
class RunningAccuracyTest {
  private static final JobID JOB = new JobID(1, 2);
  private static final String JUDGED = "judgedLabels";
  private static final String RIGHT = "rightLabels";

  private final List<String> said = new ArrayList<>();
  private HttpServer server;
  private volatile int judged;
  private volatile int right;
  private volatile String missing = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/jobs/" + JOB,
        exchange -> {
          String query = exchange.getRequestURI().getQuery();
          String page =
              query == null
                  ? "{\"vertices\": [{\"id\": \"v\", \"name\": \"rows -> generate\"}]}"
                  : values(query);
          byte[] body = page.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private String values(String query) {
    String value = "{\"id\": \"generate.inference.%s\", \"sum\": %d}";
    return Stream.of(JUDGED, RIGHT)
        .filter(name -> query.contains(name) && !name.equals(missing))
        .map(name -> value.formatted(name, name.equals(JUDGED) ? judged : right))
        .collect(Collectors.joining(",", "[", "]"));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private RunningAccuracy accuracy() {
    String address = "127.0.0.1:" + server.getAddress().getPort();
    return new RunningAccuracy(new JobMetrics(address, JOB, JobMetrics.GENERATE), said::add);
  }

  @Test
  void theFirstJudgedLabelsAreToldAtOnceAndNotAgain() throws InterruptedException {
    judged = 1200;
    right = 996;
    RunningAccuracy accuracy = accuracy();

    accuracy.look();
    accuracy.look();
    accuracy.end();

    assertThat(said).containsExactly("Accuracy 83.0 %: 996 of 1,200 labels are the true ones.");
  }

  @Test
  void oneCountWithoutTheOtherIsNothing() throws InterruptedException {
    judged = 50;
    missing = RIGHT;
    RunningAccuracy accuracy = accuracy();

    accuracy.look();
    accuracy.end();

    assertThat(said).isEmpty();
  }

  @Test
  void withoutAJudgedLabelNothingIsTold() throws InterruptedException {
    RunningAccuracy accuracy = accuracy();

    accuracy.look();
    accuracy.end();

    assertThat(said).isEmpty();
  }
}
