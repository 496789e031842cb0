package io.mosaicgpt.integration.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A broker's self-signed certificate and a trust store that holds it, made by the JDK's keytool.
 */
record Certificates(Path keyStore, Path trustStore, String password) {
  private static final int TIMEOUT_SECONDS = 60;

  /** Makes both in a directory. */
  static Certificates in(Path directory, String password) throws Exception {
    Certificates made =
        new Certificates(directory.resolve("broker.p12"), directory.resolve("trust.p12"), password);
    Path certificate = directory.resolve("broker.pem");
    made.keytool(
        made.keyStore,
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=broker",
        "-ext",
        "san=ip:127.0.0.1",
        "-validity",
        "2");
    made.keytool(made.keyStore, "-exportcert", "-rfc", "-file", certificate.toString());
    made.keytool(made.trustStore, "-importcert", "-noprompt", "-file", certificate.toString());
    return made;
  }

  private void keytool(Path store, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", "broker", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString()));
    command.addAll(List.of("-storepass", password));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).as("keytool ended").isTrue();
    assertThat(process.exitValue()).as("keytool %s: %s", arguments[0], said).isZero();
  }
}
