package io.mosaicgpt.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryLimitTest {
  @ParameterizedTest
  @CsvSource({
    "1k, 1024",
    "512m, 536870912",
    "4g, 4294967296",
    "4G, 4294967296",
    "1.5g, 1610612736",
    "1t, 1099511627776",
  })
  void unitsArePowersOf1024(String text, long bytes) {
    assertThat(MemoryLimit.parse(text)).contains(new MemoryLimit.Size(bytes));
  }

  @Test
  void aShareIsAPercentage() {
    assertThat(MemoryLimit.parse("40%")).contains(new MemoryLimit.Share(40));
    assertThat(MemoryLimit.parse("12.5 %")).contains(new MemoryLimit.Share(12.5));
    assertThat(MemoryLimit.parse("auto")).contains(new MemoryLimit.Auto());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "4", "g", "-4g", "0g", "0%", "101%", "4x", "4 gigabytes", "99999999999t", "%"})
  void anythingElseIsNoLimit(String text) {
    assertThat(MemoryLimit.parse(text)).isEmpty();
  }
}
