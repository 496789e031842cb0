package io.mosaicgpt.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.process.Home;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCacheTest {
  private static final Home HOME = new Home(Path.of("/tmp/mosaicgpt-12345"), true);

  @TempDir private Path directory;

  private static Path cache(String userHome, Map<String, String> environment) {
    Properties system = new Properties();
    system.setProperty("user.home", userHome);
    NativeCache.prepare(environment, system, () -> HOME);
    assertThat(environment.containsKey("DJL_CACHE_DIR") && system.containsKey("DJL_CACHE_DIR"))
        .isFalse();
    return NativeCache.directory(environment, system);
  }

  @Test
  void aUserWithAHomeKeepsDjlsOwnDirectory() {
    assertThat(cache(directory.toString(), Map.of())).isEqualTo(directory.resolve(".djl.ai"));
  }

  @Test
  void aUserWithoutAHomeDoesNotShareOneWithOthers() {
    assertThat(cache("?", Map.of())).isEqualTo(Path.of("/tmp/mosaicgpt-12345/.djl.ai"));
    assertThat(cache(directory.resolve("none").toString(), Map.of()))
        .isEqualTo(Path.of("/tmp/mosaicgpt-12345/.djl.ai"));
  }

  @Test
  void theVariableGoesBeforeBoth() {
    assertThat(cache("?", Map.of("DJL_CACHE_DIR", "/natives"))).isEqualTo(Path.of("/natives"));
  }
}
