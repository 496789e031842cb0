package io.mosaicgpt.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.job.JobConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** deploy/job.yaml claims to hold every setting with its default. */
class ExampleFileTest {
  private static final Path EXAMPLE = Path.of("..", "deploy", "job.yaml");

  @Test
  void theExampleHasEverySettingWithItsDefault() throws IOException {
    List<String> lines = Files.readAllLines(EXAMPLE);

    for (Setting<?> setting : SettingGroup.single(SettingGroups.RUN)) {
      assertThat(lines)
          .contains((setting.key() + ": " + setting.defaultText()).strip())
          .contains("# " + setting.description());
    }
  }

  @Test
  void theExampleGivesTheDefaultJob() {
    Settings fromFile =
        new SettingsResolver(Map.of())
            .resolve(Map.of(), List.of(), Optional.of(ConfigFile.read(EXAMPLE, SettingGroups.RUN)));
    Settings defaults =
        new SettingsResolver(Map.of()).resolve(Map.of(), List.of(), Optional.empty());

    assertThat(JobConfig.ofKafka(fromFile)).isEqualTo(JobConfig.ofKafka(defaults));
  }
}
