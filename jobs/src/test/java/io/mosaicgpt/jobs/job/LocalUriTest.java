package io.mosaicgpt.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import java.nio.file.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalUriTest {
  private static Path asFlinkReads(String uri) {
    return new LocalFileSystem().pathToFile(new org.apache.flink.core.fs.Path(uri)).toPath();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data/checkpoints",
        "/data/label job",
        "/data/label%20job",
        "/home/jörg/100%/a+b",
        "/data/?/#1;x&y=[z]",
        "/data/a:b"
      })
  void flinkGoesToTheVeryPathAndSoDoWe(String name) {
    Path path = Path.of(name);

    assertThat(asFlinkReads(LocalUri.of(path))).isEqualTo(path);
    assertThat(LocalUri.path(LocalUri.of(path))).contains(path);
    assertThat(LocalUri.path(name)).contains(path);
    assertThat(LocalUri.path("file:" + name)).contains(path);
  }

  @Test
  void dotsAreResolvedAsFlinkResolvesThem() {
    assertThat(asFlinkReads("file:///a/b/../c")).isEqualTo(Path.of("/a/c"));
    assertThat(LocalUri.path("file:///a/b/../c")).contains(Path.of("/a/c"));
    assertThat(LocalUri.of(Path.of("/a/b/../c"))).isEqualTo("file:///a/c");
  }

  @Test
  void aRelativePathBeginsInTheWorkingDirectory() {
    Path here = Path.of("").toAbsolutePath();

    assertThat(LocalUri.path("file:relative")).contains(here.resolve("relative"));
    assertThat(LocalUri.path("relative/a b")).contains(here.resolve("relative/a b"));
  }

  @Test
  void otherFileSystemsHaveNoPathHere() {
    assertThat(LocalUri.path("s3://bucket/check points")).isEmpty();
  }

  @Test
  void aForgottenSlashIsASentence() {
    assertThatThrownBy(() -> LocalUri.path("file://tmp/x"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "'file://tmp/x' names a machine, not a path of this one: write file:///tmp/x or /tmp/x.");
  }

  @Test
  void aNameThatFlinkWouldChangeIsRefused() {
    assertThatThrownBy(() -> LocalUri.of(Path.of("/data/a\\b")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("'/data/a\\b'");
  }
}
