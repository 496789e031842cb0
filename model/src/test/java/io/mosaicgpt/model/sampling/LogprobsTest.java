package io.mosaicgpt.model.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogprobsTest {
  private static final float[] LOGITS = {
    (float) Math.log(0.2), (float) Math.log(0.5), (float) Math.log(0.3)
  };

  @Test
  void areTheLogSoftmax() {
    assertThat(Logprobs.of(LOGITS, 0)).isCloseTo(Math.log(0.2), within(1e-7));
    assertThat(Logprobs.of(LOGITS, 1)).isCloseTo(Math.log(0.5), within(1e-7));
    assertThat(Logprobs.of(new float[] {1000f, 1000f}, 1)).isCloseTo(-Math.log(2), within(1e-12));
    assertThat(Logprobs.of(new float[] {-1000f, 1000f}, 0)).isEqualTo(-2000);
    assertThat(Logprobs.of(new float[] {7f}, 0)).isZero();
  }

  @Test
  void alternativesAreTheLikeliestBestFirst() {
    ScoredToken logprob = Logprobs.of(LOGITS, 0, 2);
    assertThat(logprob.tokenId()).isZero();
    assertThat(logprob.logprob()).isEqualTo(Logprobs.of(LOGITS, 0));
    assertThat(logprob.top())
        .containsExactly(
            new ScoredToken.Alternative(1, Logprobs.of(LOGITS, 1)),
            new ScoredToken.Alternative(2, Logprobs.of(LOGITS, 2)));
  }

  @Test
  void noAlternativesAndMoreThanThereAreBothWork() {
    assertThat(Logprobs.of(LOGITS, 2, 0).top()).isEmpty();
    assertThat(Logprobs.of(LOGITS, 2, 20).top()).hasSize(3);
  }

  @Test
  void alternativesAgreeWithAFullSortTiesInIdOrder() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 500; round++) {
      float[] logits = new float[1 + random.nextInt(40)];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = random.nextInt(10);
      }
      int n = random.nextInt(21);
      List<Integer> expected =
          IntStream.range(0, logits.length)
              .boxed()
              .sorted(Comparator.<Integer>comparingDouble(id -> -logits[id]))
              .limit(n)
              .toList();
      assertThat(Logprobs.of(logits, 0, n).top())
          .extracting(ScoredToken.Alternative::tokenId)
          .isEqualTo(expected);
    }
  }

  @Test
  void logitsThatAreNotFiniteFailTyped() {
    assertThatExceptionOfType(UnusableLogitsException.class)
        .isThrownBy(() -> Logprobs.of(new float[] {1f, Float.NaN}, 0));
  }
}
