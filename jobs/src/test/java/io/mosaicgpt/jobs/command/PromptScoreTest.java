package io.mosaicgpt.jobs.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class PromptScoreTest {
  @Test
  void perplexityIsTheExponentialOfTheMeanOverAllButTheFirst() {
    PromptScore score =
        PromptScore.of(
            new int[] {5, 6, 7}, new double[] {Double.NaN, Math.log(0.5), Math.log(0.125)});

    assertThat(score.perplexity()).isCloseTo(4, within(1e-12));
  }

  @Test
  void theFirstTokenHasNoLogProbability() throws Exception {
    PromptScore score = PromptScore.of(new int[] {5, 6}, new double[] {Double.NaN, -0.5});

    assertThat(new ObjectMapper().writeValueAsString(score))
        .isEqualTo(
            "{\"token_ids\":[5,6],\"logprobs\":[null,-0.5],\"perplexity\":" + Math.exp(0.5) + "}");
  }

  @Test
  void aSingleTokenHasNoPerplexity() {
    assertThat(PromptScore.of(new int[] {5}, new double[] {Double.NaN}).perplexity()).isNull();
  }
}
