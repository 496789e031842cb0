package io.mosaicgpt.jobs.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskRoomTest {
  @TempDir private Path directory;

  @Test
  void aDiskWithLessThanTheLeastIsFull() {
    assertThat(DiskRoom.shortage(directory, Long.MAX_VALUE))
        .hasValueSatisfying(sentence -> assertThat(sentence).contains(directory + " is full"));
    assertThat(DiskRoom.shortage(directory, 0)).isEmpty();
  }

  @Test
  void nothingIsSaidOfWhatIsNotThere() {
    assertThat(DiskRoom.shortage(directory.resolve("none"), Long.MAX_VALUE)).isEmpty();
  }
}
