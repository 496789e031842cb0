package io.mosaicgpt.jobs.cluster;

import io.mosaicgpt.jobs.BadInputException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * The metric settings of a local run: the {@code metrics.*} entries of the Flink configuration in
 * the directory that {@code FLINK_CONF_DIR} names, as for Flink's own processes. Nothing else of it
 * is taken, so that a machine with a Flink of its own does not change what a local run does.
 */
final class MetricSettings {
  static final String DIRECTORY_VARIABLE = "FLINK_CONF_DIR";
  private static final String PREFIX = "metrics.";

  private MetricSettings() {}

  /** The settings that the environment names. */
  static Configuration ofEnvironment() {
    return in(
        Optional.ofNullable(System.getenv(DIRECTORY_VARIABLE))
            .filter(text -> !text.isBlank())
            .map(Path::of));
  }

  /**
   * The settings in a directory's {@code config.yaml}, none without a directory.
   *
   * @throws BadInputException when there is no such file, or it cannot be read
   */
  static Configuration in(Optional<Path> directory) {
    Configuration metrics = new Configuration();
    directory
        .map(MetricSettings::load)
        .ifPresent(
            all ->
                all.toMap()
                    .forEach(
                        (key, value) -> {
                          if (key.startsWith(PREFIX)) {
                            metrics.setString(key, value);
                          }
                        }));
    return metrics;
  }

  private static Configuration load(Path directory) {
    try {
      return GlobalConfiguration.loadConfiguration(directory.toString());
    } catch (RuntimeException e) {
      throw new BadInputException(
          ("%s is '%s', which has no Flink configuration that can be read: give a directory with a"
                  + " config.yaml, or unset the variable.")
              .formatted(DIRECTORY_VARIABLE, directory),
          e);
    }
  }
}
