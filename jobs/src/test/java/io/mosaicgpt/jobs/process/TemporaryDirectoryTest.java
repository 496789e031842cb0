package io.mosaicgpt.jobs.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryDirectoryTest {
  @TempDir private Path parent;

  @Test
  void itGoesAwayWithEverythingInItButNotWithWhatLinksLeadTo() throws IOException {
    Path elsewhere = Files.writeString(parent.resolve("elsewhere"), "kept");
    Path directory;
    try (TemporaryDirectory temporary = TemporaryDirectory.create("test")) {
      directory = temporary.path();
      Files.createDirectories(directory.resolve("a/b"));
      Files.writeString(directory.resolve("a/b/c"), "gone");
      Files.createSymbolicLink(directory.resolve("link"), elsewhere);
    }

    assertThat(directory).doesNotExist();
    assertThat(elsewhere).hasContent("kept");
  }

  @Test
  void whatNobodyHoldsAnyMoreIsSwept() throws IOException {
    Path left = directory("mosaicgpt-flink-1");
    Files.writeString(left.resolve("flink-rpc-akka.jar"), "large");

    Leftovers.sweep(parent);

    assertThat(left).doesNotExist();
  }

  /** Java calls a user "?" that the system has no name for, as one that a container is given. */
  @Test
  void whatAUserWithoutANameLeftIsSwept() throws IOException {
    Path left = directory("mosaicgpt-flink-5");
    String name = System.setProperty("user.name", "?");
    try {
      Leftovers.sweep(parent);
    } finally {
      System.setProperty("user.name", name);
    }

    assertThat(left).doesNotExist();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void whatALiveProcessHoldsIsKept() throws IOException {
    Path alive = directory("mosaicgpt-flink-2");
    try (FileChannel channel =
        FileChannel.open(alive.resolve(TemporaryDirectory.LOCK), StandardOpenOption.WRITE)) {
      assertThat(channel.tryLock()).isNotNull();

      Leftovers.sweep(parent);

      assertThat(alive.resolve(TemporaryDirectory.LOCK)).exists();
    }
  }

  @Test
  void whatIsNotCertainlyOursIsKept() throws IOException {
    Path unlocked = Files.createDirectory(parent.resolve("mosaicgpt-notes"));
    Path foreign = directory("other-flink-3");
    Path target = directory("target");
    Path link = Files.createSymbolicLink(parent.resolve("mosaicgpt-flink-4"), target);

    Leftovers.sweep(parent);

    assertThat(unlocked).exists();
    assertThat(foreign).exists();
    assertThat(target.resolve(TemporaryDirectory.LOCK)).exists();
    assertThat(link).exists();
  }

  private Path directory(String name) throws IOException {
    Path directory = Files.createDirectory(parent.resolve(name));
    Files.createFile(directory.resolve(TemporaryDirectory.LOCK));
    return directory;
  }
}
