package io.mosaicgpt.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoresTest {
  @TempDir private Path directory;

  private void checkpoint(String name, boolean complete, long millis) throws IOException {
    Path checkpoint = Files.createDirectories(directory.resolve(name));
    if (complete) {
      Path metadata = Files.createFile(checkpoint.resolve("_metadata"));
      Files.setLastModifiedTime(metadata, FileTime.fromMillis(millis));
    }
  }

  @Test
  void theNewestCompleteCheckpointOfAnyJobIsFound() throws IOException {
    checkpoint("job1/chk-9", true, 1000);
    checkpoint("job2/chk-2", true, 3000);
    checkpoint("job2/chk-3", false, 0);
    checkpoint("job3/chk-1", true, 2000);

    assertThat(Restores.newest(directory.toString()))
        .contains(directory.resolve("job2").resolve("chk-2"));
    assertThat(Restores.newest(LocalUri.of(directory)))
        .contains(directory.resolve("job2").resolve("chk-2"));
  }

  @Test
  void anEmptyOrMissingDirectoryHasNone() throws IOException {
    assertThat(Restores.newest(directory.toString())).isEmpty();
    assertThat(Restores.newest(directory.resolve("none").toString())).isEmpty();
  }

  @Test
  void otherFileSystemsAreNotLookedAt() throws IOException {
    assertThat(Restores.newest("s3://bucket/checkpoints")).isEmpty();
  }

  @Test
  void aDirectoryThatIsALinkIsSearchedAndSoAreLinksInIt() throws IOException {
    checkpoint("disk/job1/chk-1", true, 1000);
    checkpoint("elsewhere/chk-2", true, 2000);
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("disk"));
    Files.createSymbolicLink(
        directory.resolve("disk").resolve("job2"), directory.resolve("elsewhere"));
    Files.createSymbolicLink(directory.resolve("disk").resolve("back"), directory);

    assertThat(Restores.newest(link.toString())).contains(link.resolve("job2").resolve("chk-2"));
  }

  @Test
  void namesThatAUriWouldEscapeAreTakenAsTheyAre() throws IOException {
    checkpoint("label%20job ö/job1/chk-1", true, 1000);

    assertThat(Restores.newest("file://" + directory + "/label%20job ö"))
        .contains(directory.resolve("label%20job ö/job1/chk-1"));
  }

  @Test
  void aJobThatMayNotBeReadIsNotPassedOver() throws IOException {
    checkpoint("0123456789abcdef0123456789abcdef/chk-1", true, 1000);
    Path loop = directory.resolve("fedcba9876543210fedcba9876543210");
    Files.createSymbolicLink(loop, directory); // unreadable for root, too

    assertThatThrownBy(() -> Restores.newest(directory.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("Checkpoints in " + loop + " cannot be read: ");
  }
}
