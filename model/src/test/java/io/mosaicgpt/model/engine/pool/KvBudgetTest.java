package io.mosaicgpt.model.engine.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.engine.MemoryLimit;
import io.mosaicgpt.model.engine.loop.KvLimit;
import io.mosaicgpt.model.forward.KvMemory;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KvBudgetTest {
  private static final OptionalLong MEMORY = OptionalLong.of(16_000);
  private static final KvMemory TEN = new KvMemory(10, 0);

  @Test
  void aSizeIsTakenAsItIs() {
    assertThat(KvBudget.bytes(new MemoryLimit.Size(123), "cpu", MEMORY, 6000)).isEqualTo(123);
  }

  @Test
  void aShareIsOneOfTheWholeMemory() {
    assertThat(KvBudget.bytes(new MemoryLimit.Share(40), "cpu", MEMORY, 6000)).isEqualTo(6400);
  }

  @Test
  void autoIsHalfOfWhatTheWeightsLeave() {
    assertThat(KvBudget.bytes(new MemoryLimit.Auto(), "cpu", MEMORY, 6000)).isEqualTo(5000);
  }

  @Test
  void autoLeavesSomethingToAModelThatHardlyFits() {
    assertThat(KvBudget.bytes(new MemoryLimit.Auto(), "cpu", MEMORY, 99_000)).isEqualTo(1000);
  }

  @Test
  void aShareOfAMemoryThatIsNotKnownIsRefused() {
    assertThatThrownBy(
            () -> KvBudget.bytes(new MemoryLimit.Share(40), "cuda:1", OptionalLong.empty(), 6000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "max-kv-memory is 40.0%, but how much memory cuda:1 has is not known: give a size such"
                + " as 4g");
  }

  @Test
  void theStricterOfBothLimitsHolds() {
    assertThat(KvBudget.limit(0, 1000, TEN)).isEqualTo(new KvLimit(100, "max-kv-memory"));
    assertThat(KvBudget.limit(90, 1000, TEN)).isEqualTo(new KvLimit(90, "max-kv-tokens"));
    assertThat(KvBudget.limit(110, 1000, TEN)).isEqualTo(new KvLimit(100, "max-kv-memory"));
  }

  @Test
  void memoryForLessThanTheSmallestCacheIsRefused() {
    assertThatThrownBy(() -> KvBudget.limit(0, 639, TEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "max-kv-memory comes to 639 bytes, but must be at least 640, which 64 positions take");
  }

  @Test
  void whatTheCacheTakesBesideItsPositionsCounts() {
    KvMemory memory = new KvMemory(10, 30);

    assertThat(KvBudget.limit(0, 1000, memory).tokens()).isEqualTo(97);
    assertThatThrownBy(() -> KvBudget.limit(0, 669, memory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 670");
  }

  @Test
  void autoSetsNoLimitWhereTheMemoryIsNotKnown() {
    assertThat(KvBudget.bytes(new MemoryLimit.Auto(), "cuda:1", OptionalLong.empty(), 6000))
        .isEqualTo(KvBudget.UNLIMITED);
  }
}
