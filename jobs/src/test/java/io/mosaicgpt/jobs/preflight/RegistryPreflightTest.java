package io.mosaicgpt.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.job.KafkaEnds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryPreflightTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void bind() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aJobWithoutRegistryNeedsNone() {
    assertThatCode(() -> new RegistryPreflight(ends("")).check()).doesNotThrowAnyException();
  }

  @Test
  void aRegistryIsAskedForWhatTheJobWillAskIt() {
    answer("/schemas/ids/", 404, "{\"error_code\": 40403, \"message\": \"Schema not found\"}");
    answer("/subjects/", 200, "{\"id\": 1}");

    server.start();

    new RegistryPreflight(ends(url())).check();

    assertThat(asked)
        .containsExactly(
            "GET /schemas/ids/2147483647",
            "POST /subjects/llm.completions.v1-value/versions",
            "POST /subjects/llm.instructions.dlq.v1-value/versions");
  }

  @Test
  void somethingElseThatAnswersIsNamed() {
    answer("/", 404, "<html>Not found</html>");
    server.start();

    assertThatThrownBy(() -> new RegistryPreflight(ends(url())).check())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("answered GET /schemas/ids/2147483647 with status 404")
        .hasMessageContaining("check --schema-registry-url");
  }

  @Test
  void aRefusedSchemaIsNamed() {
    answer("/schemas/ids/", 404, "{\"error_code\": 40403, \"message\": \"Schema not found\"}");
    answer("/subjects/", 409, "{\"error_code\": 409, \"message\": \"incompatible\"}");
    server.start();

    assertThatThrownBy(() -> new RegistryPreflight(ends(url())).check())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("refuses io.mosaicgpt.schemas.Completion as incompatible");
  }

  @Test
  void nobodyIsNamed() {
    String url = url();
    server.stop(0);

    assertThatThrownBy(() -> new RegistryPreflight(ends(url)).check())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("does not answer")
        .hasMessageContaining("correct --schema-registry-url");
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(String path, int status, String text) {
    server.createContext(
        path,
        exchange -> {
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
          exchange.getRequestBody().readAllBytes();
          byte[] body = text.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private static KafkaEnds ends(String url) {
    return KafkaEnds.from(
        new SettingsResolver(Map.of())
            .resolve(Map.of(KafkaSettings.SCHEMA_REGISTRY_URL, url), List.of(), Optional.empty()));
  }
}
