package io.mosaicgpt.model.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mosaicgpt.model.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link LinearRowsITCase} on a processor that has AVX2 and nothing newer. */
class OlderProcessorITCase {
  private static final String SAME = "every row has the bits that it has alone in ";
  private static final String LARGEST = "int8 weights are up to ";

  private static final int[] COUNTS = {2, 3, 7, 33, 63, 64, 65, 80, 96, 127, 128, 130, 200};
  private static final int[] ROWS = {0, 1, 3, 31, 62, 63, 64, 79, 95, 126, 129, 199};

  @TempDir private Path directory;

  @Test
  void aRowHasTheSameBitsInAnyCompanyAndBfloat16IsRefusedInASentence() throws Exception {
    assumeThat(System.getProperty("os.arch")).isIn("amd64", "x86_64");
    Path output = directory.resolve("output");
    ChildJvm.runWithAvx2(OlderProcessorITCase.class, output, Duration.ofMinutes(3));

    assertThat(output)
        .content()
        .contains(SAME + ElementType.FLOAT32)
        .contains(SAME + ElementType.INT8)
        // With 127 sums would not be right on such a processor.
        .contains(LARGEST + 64.0)
        .contains("dtype bfloat16 needs a CPU with AVX-512 or AVX-NE-CONVERT: use int8 or float32");
  }

  /** Says whether rows are the same here, and why there is no bfloat16. */
  public static void main(String[] args) throws IOException {
    for (ElementType type : List.of(ElementType.FLOAT32, ElementType.INT8)) {
      try (Replica replica = LinearRowsITCase.load(type, 2, 2048)) {
        List<RowCheck.Difference> found = replica.rowCheck().differences(COUNTS, ROWS);
        System.out.println(found.isEmpty() ? SAME + type : type + ": " + found);
      }
    }
    ReplicaOptions int8 = new ReplicaOptions(ElementType.INT8, ReplicaDevice.CPU, 1, 64, 2048);
    try (ScriptModule module =
        new ScriptModule(ModuleSource.CLASS_NAME, ModuleSource.of(int8).text(), 2)) {
      System.out.println(LARGEST + module.number("largest_weight"));
    }
    try (Replica replica = LinearRowsITCase.load(ElementType.BFLOAT16, 2, 2048)) {
      System.out.println("bfloat16 was loaded: " + replica.times());
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
    }
  }
}
