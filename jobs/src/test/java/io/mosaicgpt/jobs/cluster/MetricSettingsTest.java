package io.mosaicgpt.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricSettingsTest {
  @TempDir private Path directory;

  @Test
  void reportersAreTakenFromFlinksConfigurationAndNothingElse() throws IOException {
    Files.writeString(
        directory.resolve("config.yaml"),
        """
        metrics:
          reporters: prom
          reporter:
            prom:
              factory.class: org.apache.flink.metrics.prometheus.PrometheusReporterFactory
              port: 9249
        high-availability.type: zookeeper
        parallelism.default: 7
        """);

    assertThat(MetricSettings.in(Optional.of(directory)).toMap())
        .isEqualTo(
            Map.of(
                "metrics.reporters", "prom",
                "metrics.reporter.prom.factory.class",
                    "org.apache.flink.metrics.prometheus.PrometheusReporterFactory",
                "metrics.reporter.prom.port", "9249"));
  }

  @Test
  void withoutADirectoryThereAreNone() {
    assertThat(MetricSettings.in(Optional.empty()).toMap()).isEmpty();
  }

  @Test
  void aDirectoryWithoutConfigurationIsNamed() {
    assertThatThrownBy(() -> MetricSettings.in(Optional.of(directory)))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "FLINK_CONF_DIR is '%s', which has no Flink configuration that can be read: give a directory with a config.yaml, or unset the variable."
                .formatted(directory));
  }

  @Test
  void aConfigurationThatIsNoYamlIsNamed() throws IOException {
    Files.writeString(directory.resolve("config.yaml"), "metrics: [");

    assertThatThrownBy(() -> MetricSettings.in(Optional.of(directory)))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("FLINK_CONF_DIR is '" + directory + "'");
  }
}
