package io.mosaicgpt.integration.security;

import io.mosaicgpt.jobs.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A broker that lets nobody in without TLS and a password. */
final class SecuredBroker implements AutoCloseable {
  static final String USER = "job";
  static final String PASSWORD = "correct-horse-battery";
  private static final String STORE_PASSWORD = "staple-of-the-store";

  private final EmbeddedBroker broker;
  private final Certificates certificates;

  private SecuredBroker(EmbeddedBroker broker, Certificates certificates) {
    this.broker = broker;
    this.certificates = certificates;
  }

  /** Starts it; its certificates lie in a directory. */
  static SecuredBroker start(Path directory) throws Exception {
    Certificates certificates = Certificates.in(directory, STORE_PASSWORD);
    return new SecuredBroker(
        EmbeddedBroker.start(server(certificates), client(certificates, PASSWORD)), certificates);
  }

  private static Map<String, String> server(Certificates certificates) {
    Map<String, String> server = new HashMap<>();
    server.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:SASL_SSL");
    server.put("inter.broker.listener.name", "PLAINTEXT");
    server.put("sasl.enabled.mechanisms", "PLAIN");
    server.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    server.put(
        "listener.name.plaintext.plain.sasl.jaas.config",
        login(PASSWORD).replace(";", " user_%s=\"%s\";".formatted(USER, PASSWORD)));
    server.put("ssl.keystore.type", "PKCS12");
    server.put("ssl.keystore.location", certificates.keyStore().toString());
    server.put("ssl.keystore.password", STORE_PASSWORD);
    server.put("ssl.truststore.type", "PKCS12");
    server.put("ssl.truststore.location", certificates.trustStore().toString());
    server.put("ssl.truststore.password", STORE_PASSWORD);
    return server;
  }

  private static Map<String, String> client(Certificates certificates, String password) {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        login(password),
        "ssl.truststore.type",
        "PKCS12",
        "ssl.truststore.location",
        certificates.trustStore().toString(),
        "ssl.truststore.password",
        STORE_PASSWORD);
  }

  private static String login(String password) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
        .formatted(USER, password);
  }

  EmbeddedBroker broker() {
    return broker;
  }

  /** What a user sets to be let in, beside the address, when this is the password. */
  Map<String, String> settings(String password) {
    return client(certificates, password);
  }

  /** Whatever must be read nowhere. */
  static String[] secrets() {
    return new String[] {PASSWORD, STORE_PASSWORD};
  }

  @Override
  public void close() {
    broker.close();
  }
}
