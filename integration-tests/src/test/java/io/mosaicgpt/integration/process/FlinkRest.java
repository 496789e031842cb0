package io.mosaicgpt.integration.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.integration.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The REST interface of a JobManager, which may be gone at any moment. Thread-safe. */
public final class FlinkRest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final String address;

  /** The interface at {@code host:port}. */
  public FlinkRest(String address) {
    this.address = address;
  }

  /** Asks; empty when there is no answer, or none that is a success. */
  public Optional<JsonNode> get(String path) throws InterruptedException {
    return send("GET", path, BodyPublishers.noBody());
  }

  /** Tells, and asks again for as long as nobody takes it. */
  public JsonNode insist(String method, String path, Map<String, Object> body) throws Exception {
    JsonNode[] answer = new JsonNode[1];
    Await.until(
        method + " " + path,
        () -> {
          Optional<JsonNode> taken =
              send(method, path, BodyPublishers.ofString(JSON.writeValueAsString(body)));
          taken.ifPresent(json -> answer[0] = json);
          return taken.isPresent();
        });
    return answer[0];
  }

  private Optional<JsonNode> send(String method, String path, BodyPublisher body)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .method(method, body)
            .build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return response.statusCode() / 100 == 2
          ? Optional.of(JSON.readTree(response.body()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
