package io.mosaicgpt.jobs.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  @Test
  void findsTheWordWithTheFewestEdits() {
    assertThat(Nearest.to("genrate", List.of("generate", "score", "demo"))).contains("generate");
  }

  @Test
  void saysNothingWhenNothingIsNear() {
    assertThat(Nearest.to("xyzzy", List.of("generate", "score", "demo"))).isEmpty();
  }

  @Test
  void aShortWordHasToBeNearerStill() {
    assertThat(Nearest.to("--x", List.of("-V", "-h", "--help"))).isEmpty();
    assertThat(Nearest.to("-v", List.of("-V", "-h", "--help"))).contains("-V");
  }

  @Test
  void countsInsertionsDeletionsAndReplacements() {
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
  }
}
