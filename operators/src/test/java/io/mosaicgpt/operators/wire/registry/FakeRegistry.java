package io.mosaicgpt.operators.wire.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A real HTTP server that gives the answers it was told to give, in order. */
public final class FakeRegistry implements AutoCloseable {
  private final HttpServer server;
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final List<Request> requests = new ArrayList<>();

  public FakeRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  private record Answer(int status, String body, String location) {}

  /** What a client sent. */
  public record Request(String line, String authorization, String body) {}

  public FakeRegistry answer(int status, String body) {
    answers.add(new Answer(status, body, null));
    return this;
  }

  public FakeRegistry redirect(String location) {
    answers.add(new Answer(307, "", location));
    return this;
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  public SchemaRegistry client() {
    return new HttpSchemaRegistry(RegistryConfig.of(url()), List.of(Duration.ZERO, Duration.ZERO));
  }

  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(
          new Request(
              exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath(),
              exchange.getRequestHeaders().getFirst("Authorization"),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      Answer answer = answers.poll();
      if (answer == null) {
        answer = new Answer(404, "no answer prepared", null);
      }
      if (answer.location() != null) {
        exchange.getResponseHeaders().set("Location", answer.location());
      }
      byte[] body = answer.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
