package io.mosaicgpt.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.Settings.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsResolverTest {
  private static final Value IN_FILE = new Value("file", "group-id in job.yaml");

  private static Settings resolve(
      Map<Setting<?>, String> flags, Map<String, String> environment, Map<Setting<?>, Value> file) {
    return new SettingsResolver(environment)
        .resolve(flags, List.of(), Optional.of(new ConfigFile(file, Map.of())));
  }

  @Test
  void aFlagWinsOverEnvironmentAndFile() {
    Settings settings =
        resolve(
            Map.of(KafkaSettings.GROUP_ID, "flag"),
            Map.of("MOSAICGPT_GROUP_ID", "environment"),
            Map.of(KafkaSettings.GROUP_ID, IN_FILE));

    assertThat(settings.value(KafkaSettings.GROUP_ID)).isEqualTo(new Value("flag", "--group-id"));
  }

  @Test
  void theEnvironmentWinsOverTheFile() {
    Settings settings =
        resolve(
            Map.of(),
            Map.of("MOSAICGPT_GROUP_ID", "environment"),
            Map.of(KafkaSettings.GROUP_ID, IN_FILE));

    assertThat(settings.value(KafkaSettings.GROUP_ID))
        .isEqualTo(new Value("environment", "MOSAICGPT_GROUP_ID"));
  }

  @Test
  void theFileWinsOverTheDefault() {
    Settings settings = resolve(Map.of(), Map.of(), Map.of(KafkaSettings.GROUP_ID, IN_FILE));

    assertThat(settings.value(KafkaSettings.GROUP_ID)).isEqualTo(IN_FILE);
  }

  @Test
  void anEmptyEnvironmentVariableCountsAsUnset() {
    Settings settings = resolve(Map.of(), Map.of("MOSAICGPT_GROUP_ID", ""), Map.of());

    assertThat(settings.get(KafkaSettings.GROUP_ID)).isEqualTo("mosaicgpt");
  }

  @Test
  void kafkaPropertiesComeFromAllThreeAndMerge() {
    Settings settings =
        new SettingsResolver(Map.of("MOSAICGPT_KAFKA_PROPERTY_SASL_MECHANISM", "PLAIN"))
            .resolve(
                Map.of(),
                List.of("security.protocol=SASL_SSL", "sasl.jaas.config=a=b,c;"),
                Optional.of(
                    new ConfigFile(
                        Map.of(),
                        Map.of(
                            "sasl.mechanism", new Value("GSSAPI", "file"),
                            "client.rack", new Value("r1", "file")))));

    assertThat(settings.kafkaProperties())
        .extractingFromEntries(e -> e.getKey() + "=" + e.getValue().text())
        .containsExactlyInAnyOrder(
            "security.protocol=SASL_SSL",
            "sasl.jaas.config=a=b,c;",
            "sasl.mechanism=PLAIN",
            "client.rack=r1");
  }

  @Test
  void aKafkaPropertyWithoutEqualsSignIsRefused() {
    SettingsResolver resolver = new SettingsResolver(Map.of());

    assertThatThrownBy(
            () -> resolver.resolve(Map.of(), List.of("security.protocol"), Optional.empty()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--kafka-property is 'security.protocol'")
        .hasMessageContaining("NAME=VALUE");
    assertThatThrownBy(
            () ->
                resolver.resolve(Map.of(), List.of("ssl.key.password: hunter2"), Optional.empty()))
        .hasMessageStartingWith("--kafka-property is 'ssl.key.password...'");
  }

  @Test
  void bytesOfAVariableThatWereNoTextAreRefusedWithoutRepeatingThem() {
    assertThatThrownBy(
            () -> resolve(Map.of(), Map.of("MOSAICGPT_MODEL", "/models/Gr\uFFFD\uFFFDe"), Map.of()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("MOSAICGPT_MODEL has characters that cannot be read in this locale")
        .hasMessageContaining("set LC_ALL=C.UTF-8")
        .hasMessageNotContaining("Gr");
    assertThatThrownBy(
            () ->
                resolve(
                    Map.of(),
                    Map.of("MOSAICGPT_KAFKA_PROPERTY_SSL_KEY_PASSWORD", "p\uFFFD"),
                    Map.of()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("MOSAICGPT_KAFKA_PROPERTY_SSL_KEY_PASSWORD has characters");
  }

  @Test
  void aVariableNamesAFileUnlessItIsEmpty() {
    SettingsResolver resolver =
        new SettingsResolver(
            Map.of("A", "/etc/job.yaml", "EMPTY", "", "BLANK", " ", "BAD", "a\0b"));

    assertThat(resolver.path("A")).contains(Path.of("/etc/job.yaml"));
    assertThat(resolver.path("EMPTY")).isEmpty();
    assertThat(resolver.path("BLANK")).isEmpty();
    assertThat(resolver.path("UNSET")).isEmpty();
    assertThatThrownBy(() -> resolver.path("BAD"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("BAD is ");
  }

  @Test
  void aVariableThatLooksLikeASettingButIsNoneIsReported() {
    SettingsResolver resolver =
        new SettingsResolver(
            Map.of("MOSAICGPT_INPUT_TOPICS", "a", "MOSAICGPT_HEAP", "2g", "PATH", "/bin"));

    assertThat(resolver.unknownVariables()).containsExactly("MOSAICGPT_INPUT_TOPICS");
  }
}
