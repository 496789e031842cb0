package io.mosaicgpt.jobs.cluster;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Reads from the REST interface of a Flink cluster. */
final class FlinkRest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
  private final String address;

  /**
   * @param address {@code host:port}
   */
  FlinkRest(String address) {
    this.address = requireNonNull(address, "address is null");
  }

  String address() {
    return address;
  }

  /**
   * A page; empty when the cluster does not have it.
   *
   * @throws IOException when nobody answers, or not as Flink does
   */
  Optional<JsonNode> get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create("http://" + address + path)).timeout(LIMIT).build(),
            HttpResponse.BodyHandlers.ofString());
    return switch (response.statusCode()) {
      case OK -> Optional.of(JSON.readTree(response.body()));
      case NOT_FOUND -> Optional.empty();
      default ->
          throw new IOException(
              "%s answers %s with status %d".formatted(address, path, response.statusCode()));
    };
  }
}
