package io.mosaicgpt.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mosaicgpt.model.ChildJvm;
import io.mosaicgpt.model.replica.ElementType;
import io.mosaicgpt.model.replica.ReplicaDevice;
import io.mosaicgpt.model.replica.Replicas;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code dtype auto} takes, on this processor and on one that has AVX2 and nothing newer. */
class AutoTypeITCase {
  private static final long LARGE = 1_300_000_000;

  @TempDir private Path directory;

  @Test
  void aLargeModelIsInBfloat16WhereTheProcessorHasIt() {
    assertThat(ResolvedModel.typeFor(LARGE, ReplicaDevice.CPU))
        .isEqualTo(
            Replicas.hasBfloat16(ReplicaDevice.CPU) ? ElementType.BFLOAT16 : ElementType.FLOAT32);
    assertThat(ResolvedModel.typeFor(1_000_000, ReplicaDevice.CPU)).isEqualTo(ElementType.FLOAT32);
  }

  @Test
  void aLargeModelIsInFloat32WhereTheProcessorHasNoBfloat16() throws Exception {
    assumeThat(System.getProperty("os.arch")).isIn("amd64", "x86_64");
    Path output = directory.resolve("output");
    ChildJvm.runWithAvx2(AutoTypeITCase.class, output, Duration.ofMinutes(1));

    assertThat(output).content().contains("auto is float32, and float32 is served");
  }

  /** Decides, and loads the small model in what was decided. */
  public static void main(String[] args) {
    ElementType type = ResolvedModel.typeFor(LARGE, ReplicaDevice.CPU);
    EngineSpec spec = new EngineSpec(EngineSpec.EMBEDDED, type.toString(), "cpu", 1, 64, 0, 0, "");
    try (InferenceEngine engine = EngineRegistry.acquire(spec)) {
      System.out.println("auto is " + type + ", and " + engine.setup().type() + " is served");
    }
  }
}
