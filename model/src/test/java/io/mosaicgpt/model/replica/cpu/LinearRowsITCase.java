package io.mosaicgpt.model.replica.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A row of a linear has the same bits alone as among any number of others, in the shapes of the
 * published model: libraries choose kernels by the number of rows.
 */
class LinearRowsITCase {
  @ParameterizedTest
  @EnumSource
  void atSomeNumbersOfRows(ElementType type) throws IOException {
    int[] counts = {2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 31, 33, 48, 63, 64, 65, 96, 127, 130, 200};
    int[] rows = {0, 1, 2, 3, 4, 6, 14, 15, 16, 30, 32, 62, 63, 64, 100, 126, 129, 199};
    try (CpuReplica replica = load(type, 2, 2048)) {
      assertThat(replica.rowCheck().differences(counts, rows)).isEmpty();
    }
  }

  /** The head, which is as large as all else, at every seventh number beyond 256. */
  @Tag("invariance")
  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 1, 130",
    "FLOAT32, 2, 600",
    "BFLOAT16, 1, 200",
    "BFLOAT16, 2, 600",
    "INT8, 1, 200",
    "INT8, 2, 600",
  })
  void atEveryNumberOfRows(ElementType type, int threads, int most) throws IOException {
    int[] all = IntStream.rangeClosed(1, most).toArray();
    int[] some = IntStream.of(all).filter(n -> n <= 256 || n % 7 == 0).toArray();
    try (CpuReplica replica = load(type, threads, 50_432)) {
      RowCheck check = replica.rowCheck();
      for (int index = 0; index <= check.head(); index++) {
        int[] counts = index == check.head() ? some : all;
        int[] rows = IntStream.range(0, counts[counts.length - 1]).toArray();
        assertThat(check.differences(index, counts, rows)).isEmpty();
      }
    }
  }

  static CpuReplica load(ElementType type, int threads, int vocab) throws IOException {
    ModelConfig config = TestConfigs.of(2048, 16, 1, vocab, vocab, 64);
    ReplicaOptions options = new ReplicaOptions(type, ReplicaDevice.CPU, 1, 64, vocab, 64, threads);
    return CpuReplica.load(
        MemoryCheckpoint.random(config, WeightType.BFLOAT16, 3), options, ProgressListener.NONE);
  }
}
