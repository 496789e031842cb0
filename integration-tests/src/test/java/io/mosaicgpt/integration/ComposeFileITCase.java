package io.mosaicgpt.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docker-compose.yml as Docker's client reads it; needs the client, and no engine. */
class ComposeFileITCase {
  private static final Path FILE = Path.of("..", "docker-compose.yml");
  private static final int TIMEOUT_SECONDS = 60;

  private record Run(int exitCode, String out) {}

  private static Run run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("docker", "compose"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.matches("(MOSAICGPT|COMPOSE)_.*"));
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      return new Run(-1, ""); // no client
    }
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)
        ? new Run(process.exitValue(), out)
        : new Run(-1, out);
  }

  @BeforeAll
  static void needsTheClient() throws Exception {
    assumeThat(run(Map.of(), "version").exitCode())
        .as("no 'docker compose' on this machine")
        .isZero();
  }

  private static JsonNode services(Map<String, String> environment, String... profiles)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--file", FILE.toString()));
    for (String profile : profiles) {
      arguments.addAll(List.of("--profile", profile));
    }
    arguments.addAll(List.of("config", "--format", "json"));
    Run config = run(environment, arguments.toArray(String[]::new));
    assertThat(config.exitCode()).as("exit code of %s", arguments).isZero();
    return new ObjectMapper().readTree(config.out()).path("services");
  }

  private static List<String> names(JsonNode services) {
    List<String> names = new ArrayList<>();
    services.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void whatComesUpWithoutAProfileIsTheWholeWayOfAMessage() throws Exception {
    assertThat(names(services(Map.of())))
        .containsExactlyInAnyOrder(
            "kafka", "topics", "model", "jobmanager", "taskmanager", "job", "producer", "results");
  }

  @Test
  void profilesAddARegistryAndTaskManagersOnGpus() throws Exception {
    assertThat(names(services(Map.of(), "registry"))).contains("registry");
    JsonNode services = services(Map.of(), "gpu");
    JsonNode gpu = services.path("taskmanager-gpu");
    JsonNode device = gpu.at("/deploy/resources/reservations/devices/0");
    assertThat(device.path("driver").asText()).isEqualTo("nvidia");
    assertThat(device.path("device_ids")).hasSize(1);
    assertThat(gpu.at("/environment/MOSAICGPT_DEVICE").asText()).isEqualTo("cuda:0");
    assertThat(gpu.at("/depends_on/gpu/condition").asText())
        .as("what says in one sentence that there is no driver")
        .isEqualTo("service_completed_successfully");
  }

  @Test
  void oneVariableNamesAnotherModelForAllWhoNeedToKnow() throws Exception {
    JsonNode services = services(Map.of("MOSAICGPT_MODEL", "/models/mine"));

    for (String service : List.of("model", "taskmanager", "job")) {
      assertThat(services.at("/%s/environment/MOSAICGPT_MODEL".formatted(service)).asText())
          .as(service)
          .isEqualTo("/models/mine");
    }
  }

  @Test
  void ourContainersWriteNowhereButWhereTheyHaveTo() throws Exception {
    JsonNode services = services(Map.of(), "gpu");

    for (String service :
        List.of("model", "gpu", "jobmanager", "taskmanager", "taskmanager-gpu", "job")) {
      assertThat(services.path(service).path("read_only").asBoolean()).as(service).isTrue();
      assertThat(services.path(service).path("cap_drop")).as(service).hasSize(1);
    }
  }
}
