package io.mosaicgpt.operators.wire.registry;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests with a time limit and a few retries. What the server could mend by itself (no answer,
 * too many requests, its own error) is tried again; every other status is the caller's to judge.
 */
final class RegistryHttp {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  static final List<Duration> PAUSES = List.of(Duration.ofMillis(200), Duration.ofSeconds(1));
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

  private final RegistryConfig config;
  private final List<Duration> pauses;
  private final HttpClient client;

  /**
   * @param pauses between one attempt and the next
   */
  RegistryHttp(RegistryConfig config, List<Duration> pauses) {
    this.config = requireNonNull(config, "config is null");
    this.pauses = List.copyOf(pauses);
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(redirects(config))
            .build();
  }

  /** Java's client would take the credentials along, to whatever host an answer names. */
  private static HttpClient.Redirect redirects(RegistryConfig config) {
    return config.authorization().isEmpty()
        ? HttpClient.Redirect.NORMAL
        : HttpClient.Redirect.NEVER;
  }

  /** A request as shown in messages, and what came back. */
  record Response(String request, int status, String body) {}

  Response get(String path) throws RegistryException {
    return send("GET " + path, request(path).GET());
  }

  Response post(String path, String body) throws RegistryException {
    return send(
        "POST " + path,
        request(path)
            .header("Content-Type", MEDIA_TYPE)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(config.url() + path))
            .header("Accept", MEDIA_TYPE + ", application/json");
    if (!config.authorization().isEmpty()) {
      request.header("Authorization", config.authorization());
    }
    return request;
  }

  private Response send(String name, HttpRequest.Builder request) throws RegistryException {
    HttpRequest built = request.build();
    for (int attempt = 0; ; attempt++) {
      boolean last = attempt == pauses.size();
      try {
        Response response = sendOnce(name, built);
        if (last || !mendsItself(response.status())) {
          return response;
        }
      } catch (RegistryException e) {
        throw e;
      } catch (IOException e) {
        if (last) {
          throw new RegistryException(
              "The schema registry at "
                  + config
                  + " does not answer ("
                  + e.getMessage()
                  + "); start it or correct schema-registry-url",
              e);
        }
      }
      pause(pauses.get(attempt));
    }
  }

  private Response sendOnce(String name, HttpRequest request) throws IOException {
    // Asynchronous, because the time limit of a request does not cover the body of its answer.
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    try {
      HttpResponse<String> response = answer.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return new Response(name, response.statusCode(), response.body());
    } catch (ExecutionException e) {
      throw new IOException(describe(e.getCause()), e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer within " + ANSWER_LIMIT.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw interrupted(e);
    }
  }

  private static String describe(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static boolean mendsItself(int status) {
    return status == 408 || status == 429 || status >= 500;
  }

  private void pause(Duration pause) throws RegistryException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private RegistryException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new RegistryException(
        "Waiting for the schema registry at " + config + " was interrupted", e);
  }
}
