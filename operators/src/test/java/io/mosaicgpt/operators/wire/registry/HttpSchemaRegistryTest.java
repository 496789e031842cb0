package io.mosaicgpt.operators.wire.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSchemaRegistryTest {
  private static final Schema SCHEMA = Schema.create(Schema.Type.STRING);

  private FakeRegistry server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeRegistry();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aSchemaIsFetchedById() throws Exception {
    server.answer(200, "{\"schema\":\"\\\"string\\\"\"}");

    assertThat(server.client().schemaById(7)).isEqualTo(SCHEMA);
    assertThat(server.requests()).extracting("line").containsExactly("GET /schemas/ids/7");
  }

  @Test
  void aSchemaIsRegisteredUnderItsSubject() throws Exception {
    server.answer(200, "{\"id\":12}");

    assertThat(server.client().register("a b/c-value", SCHEMA)).isEqualTo(12);
    assertThat(server.requests())
        .containsExactly(
            new FakeRegistry.Request(
                "POST /subjects/a%20b%2Fc-value/versions",
                null, "{\"schema\":\"\\\"string\\\"\"}"));
  }

  @Test
  void credentialsInTheUrlAreSentAndNotShown() throws Exception {
    server.answer(200, "{\"schema\":\"\\\"string\\\"\"}");
    RegistryConfig config = RegistryConfig.of(server.url().replace("//", "//ann:s3cret@"));

    assertThat(config.connect().schemaById(1)).isEqualTo(SCHEMA);
    assertThat(server.requests())
        .extracting("authorization")
        .containsExactly("Basic YW5uOnMzY3JldA==");
    assertThat(config.toString()).contains("with credentials").doesNotContain("s3cret", "YW5u");
  }

  @Test
  void aRedirectIsFollowedButNotWithCredentials() throws Exception {
    try (FakeRegistry elsewhere = new FakeRegistry()) {
      elsewhere.answer(200, "{\"schema\":\"\\\"string\\\"\"}");
      server.redirect(elsewhere.url() + "/a").redirect(elsewhere.url() + "/b");
      RegistryConfig named = RegistryConfig.of(server.url().replace("//", "//ann:s3cret@"));

      assertThat(server.client().schemaById(1)).isEqualTo(SCHEMA);
      assertThatThrownBy(() -> named.connect().schemaById(1))
          .isInstanceOf(RegistryException.class)
          .hasMessageContainingAll("status 307", "check schema-registry-url");
      assertThat(elsewhere.requests()).extracting("line").containsExactly("GET /a");
    }
  }

  @Test
  void theRegistrysOwnNotFoundIsAnUnknownSchema() {
    server.answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");

    assertThatThrownBy(() -> server.client().schemaById(9))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessage("the schema registry at " + server.url() + " has no such schema");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>nothing here</html>", "{\"error_code\":404}", ""})
  void aNotFoundOfSomethingElseIsAMistakeInTheUrl(String body) {
    server.answer(404, body);

    assertThatThrownBy(() -> server.client().schemaById(9))
        .isInstanceOf(RegistryException.class)
        .hasMessageContainingAll("GET /schemas/ids/9 with status 404", "check schema-registry-url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax = 'proto3';\"}",
        "{\"schema\":\"{\\\"type\\\":\\\"recor\\\"}\"}",
        "{\"schema\":\"\\\"string\\\"\",\"references\":[{\"name\":\"a\"}]}",
      })
  void aSchemaThatCannotBeUsedIsUnknown(String answer) {
    server.answer(200, answer);

    assertThatThrownBy(() -> server.client().schemaById(9))
        .isInstanceOf(UnknownSchemaException.class);
  }

  @Test
  void aNegativeIdIsNotAskedFor() {
    assertThatThrownBy(() -> server.client().schemaById(-1))
        .isInstanceOf(UnknownSchemaException.class);
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void aPassingErrorIsTriedAgain(int status) throws Exception {
    server.answer(status, "").answer(200, "{\"id\":3}");

    assertThat(server.client().register("s", SCHEMA)).isEqualTo(3);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aLastingErrorIsTheRegistrysFault() {
    String body = "{\"error_code\":50001,\"message\":\"store is down\"}";
    server.answer(500, body).answer(500, body).answer(500, body);

    assertThatThrownBy(() -> server.client().schemaById(1))
        .isInstanceOf(RegistryException.class)
        .hasMessageContainingAll(server.url(), "status 500 (store is down)");
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void missingRightsAreNamed() {
    server.answer(401, "");

    assertThatThrownBy(() -> server.client().schemaById(1))
        .isInstanceOf(RegistryException.class)
        .hasMessageContainingAll("status 401", "credentials");
  }

  @Test
  void aRefusedVersionNamesSubjectAndSchema() {
    server.answer(409, "{\"error_code\":409}");

    assertThatThrownBy(() -> server.client().register("t-value", SCHEMA))
        .isInstanceOf(RegistryException.class)
        .hasMessageContainingAll("incompatible", "subject t-value", "use another topic");
  }

  @Test
  void noServerIsTheRegistrysFault() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    SchemaRegistry client = RegistryConfig.of("http://localhost:" + port).connect();

    assertThatThrownBy(() -> client.schemaById(1))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith("The schema registry at http://localhost:" + port)
        .hasMessageContainingAll("does not answer", "start it or correct schema-registry-url");
  }

  @Test
  void anInterruptStopsTheRetries() {
    server.answer(500, "").answer(200, "{\"id\":3}");
    SchemaRegistry client = server.client();

    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> client.register("s", SCHEMA))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
