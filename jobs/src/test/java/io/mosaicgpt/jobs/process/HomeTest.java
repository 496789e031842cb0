package io.mosaicgpt.jobs.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  @TempDir private Path directory;

  private Home find(String userHome, Map<String, String> environment) {
    Properties system = new Properties();
    system.setProperty("user.home", userHome);
    system.setProperty("java.io.tmpdir", directory.toString());
    return Home.find(environment, system);
  }

  @Test
  void theVariableGoesBeforeEverything() {
    assertThat(find("/root", Map.of("MOSAICGPT_HOME", "/data/m g", "HOME", "/h")))
        .isEqualTo(new Home(Path.of("/data/m g"), false));
    assertThat(find("/root", Map.of("MOSAICGPT_HOME", "here")).directory()).isAbsolute();
  }

  @Test
  void theUsersHomeIsNext() {
    assertThat(find(directory.toString(), Map.of("HOME", "/h")))
        .isEqualTo(new Home(directory.resolve(".mosaicgpt"), false));
  }

  /** As in a container that runs under a number nobody told it of. */
  @Test
  void aUserThatTheMachineDoesNotKnowHasTheHomeOfItsEnvironment() {
    assertThat(find("?", Map.of("HOME", directory.toString())))
        .isEqualTo(new Home(directory.resolve(".mosaicgpt"), false));
  }

  @Test
  void withoutAnyHomeItIsTheSameDirectoryOfTheTemporaryOneAtEachStartAndNobodyElses()
      throws IOException {
    Path file = Files.createFile(directory.resolve("no-directory"));
    Home home = find("?", Map.of("HOME", file.toString()));

    assertThat(home.temporary()).isTrue();
    assertThat(home.directory())
        .isDirectory()
        .isEqualTo(directory.resolve("mosaicgpt-" + Files.getAttribute(directory, "unix:uid")));
    assertThat(Files.getPosixFilePermissions(home.directory()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(find("", Map.of())).isEqualTo(home);
    assertThat(directory).isDirectoryNotContaining("glob:**/mosaicgpt-?*[!0-9]*");
  }

  @Test
  void aDirectoryThatSomebodyElsePutThereIsRefused() throws IOException {
    Path link = directory.resolve("mosaicgpt-" + Files.getAttribute(directory, "unix:uid"));
    Files.createSymbolicLink(link, Files.createDirectory(directory.resolve("theirs")));

    assertThatThrownBy(() -> find("?", Map.of()))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            link + " belongs to somebody else: set MOSAICGPT_HOME to a directory of your own.");
  }
}
