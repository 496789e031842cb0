package io.mosaicgpt.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mosaicgpt.integration.image.ImageCluster;
import io.mosaicgpt.integration.image.ImageRun;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the services that come before a TaskManager say, each in one sentence, with exit code 2. */
@Tag("containers")
class ImageChecksITCase {
  private static final long ALL = 0;
  private static final long TOO_LITTLE = 512L << 20;

  @BeforeAll
  static void needsTheImage() {
    ImageCluster.assumeImage();
  }

  private static void assertRefused(ImageRun run, String reason) {
    assertThat(run.lines()).singleElement().asString().contains(reason);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void aModelThatIsNotThereIsNamed() {
    assertRefused(
        ImageRun.of(Map.of("MOSAICGPT_MODEL", "/models/none"), ALL, "model-check"),
        "There is no directory /models/none");
  }

  @Test
  void tooLittleMemoryIsSaidBeforeAnythingStarts() {
    assertRefused(
        ImageRun.of(Map.of(), TOO_LITTLE, "model-check"),
        "A TaskManager with the model embedded takes ");
  }

  @Test
  void aModelForAGpuIsLookedAtWithoutOne() {
    ImageRun run = ImageRun.of(Map.of("MOSAICGPT_DEVICE", "cuda:0"), ALL, "model-check");

    assertThat(run.exitCode()).as("%s", run.lines()).isZero();
  }

  @Test
  void aMachineWithoutAGpusDriverIsTold() {
    assumeThat(Path.of("/proc/driver/nvidia/version")).as("NVIDIA's driver").doesNotExist();

    assertRefused(ImageRun.of(Map.of(), ALL, "gpu-check"), "this machine has no NVIDIA driver");
  }
}
