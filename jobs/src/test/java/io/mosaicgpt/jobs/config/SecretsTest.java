package io.mosaicgpt.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sasl.jaas.config",
        "ssl.keystore.password",
        "ssl.key.password",
        "ssl.keystore.key",
        "ssl.truststore.certificates",
        "basic.auth.user.info",
        "basic.auth.credentials",
        "sasl.oauthbearer.client.credentials.client.secret",
        "bearer.auth.token",
        "my.api.key",
        "schema.registry.ssl.keystore.password"
      })
  void theWholeValueOfASecretNameIsMasked(String name) {
    assertThat(Secrets.mask(name, "hunter2")).isEqualTo("******");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key.serializer",
        "ssl.keystore.location",
        "ssl.keystore.type",
        "sasl.oauthbearer.token.endpoint.url",
        "max-num-batched-tokens",
        "max-kv-tokens",
        "max-tokens",
        "group-id"
      })
  void otherNamesStayReadable(String name) {
    assertThat(Secrets.mask(name, "value")).isEqualTo("value");
  }

  @Test
  void userInfoOfAUrlIsMaskedWhateverTheName() {
    assertThat(Secrets.mask("schema-registry-url", "https://me:pw@host:1/x"))
        .isEqualTo("https://******@host:1/x");
  }

  @Test
  void secretParametersOfAUrlAreMasked() {
    assertThat(Secrets.mask("checkpoint-dir", "s3://b/d?access_key=abc&x=1"))
        .isEqualTo("s3://b/d?access_key=******&x=1");
  }

  @Test
  void theEffectiveConfigurationShowsOriginsAndNoSecrets() {
    Settings settings =
        new SettingsResolver(Map.of("MOSAICGPT_GROUP_ID", "g1"))
            .resolve(
                Map.of(KafkaSettings.SCHEMA_REGISTRY_URL, "http://u:p@r:8081"),
                List.of("sasl.jaas.config=org.X required password=\"hunter2\";"),
                Optional.empty());

    List<String> lines = EffectiveConfig.lines(settings, SettingGroups.RUN);

    assertThat(lines)
        .anyMatch(line -> line.matches(" {2}group-id +g1 {2}\\(MOSAICGPT_GROUP_ID\\)"))
        .anyMatch(line -> line.matches(" {2}input-topic +llm\\.instructions\\.v1"))
        .anyMatch(line -> line.contains("http://******@r:8081"))
        .anyMatch(line -> line.contains("kafka sasl.jaas.config") && line.contains("******"))
        .noneMatch(line -> line.contains("hunter2"));
  }
}
