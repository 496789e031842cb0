package io.mosaicgpt.model.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mosaicgpt.model.constraint.EndingsHeldBack;
import io.mosaicgpt.model.constraint.TokenMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final int EOS = 0;
  private static final int[] NO_PROMPT = {};

  @Test
  void agreesWithTheSlowReferenceWhateverTheParameters() {
    SplittableRandom random = new SplittableRandom(20240);
    for (int round = 0; round < 700; round++) {
      int vocabulary = 1 + random.nextInt(new int[] {8, 300, 1500}[random.nextInt(3)]);
      float[] logits = randomLogits(random, vocabulary);
      SamplingParams params = randomParams(random, vocabulary);
      int[] prompt = random.ints(random.nextInt(20), 0, vocabulary + 2).toArray();
      TokenCounts counts = new TokenCounts(params, prompt);
      List<Integer> output = new ArrayList<>();
      Sampler sampler = new Sampler(vocabulary);
      for (int step = 0; step < 4; step++) {
        int expected;
        try {
          expected = SlowSampler.sample(logits, params, prompt, output, EOS);
        } catch (IndexOutOfBoundsException everyTokenIsForbidden) {
          assertThatExceptionOfType(UnusableLogitsException.class)
              .isThrownBy(() -> sampler.sample(logits, params, counts, allowed(params, counts)));
          break;
        }
        assertThat(sampler.sample(logits, params, counts, allowed(params, counts)))
            .as("%s", params)
            .isEqualTo(expected);
        output.add(expected);
        counts.append(expected);
      }
    }
  }

  @Test
  void greedyTakesTheLargestLogitAndTheSmallestIdOfEqualOnes() {
    SamplingParams greedy = SamplingParams.defaults();
    assertThat(sample(greedy, -3f, -1f, -2f)).isEqualTo(1);
    assertThat(sample(greedy, 1f, 5f, 5f, 5f)).isEqualTo(1);
    assertThat(sample(greedy, -0f, 0f)).isZero();
    assertThat(sample(greedy, Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE)).isEqualTo(1);
  }

  @Test
  void logitsAreLeftAsTheyAre() {
    SamplingParams params =
        SamplingParams.builder().temperature(1).repetitionPenalty(2).minTokens(1).build();
    float[] logits = {1f, 2f, -3f};
    new Sampler(3)
        .sample(
            logits,
            params,
            new TokenCounts(params, new int[] {1, 2}),
            new EndingsHeldBack(1, params.endings(EOS)).next());
    assertThat(logits).containsExactly(1f, 2f, -3f);
  }

  @Test
  void logitsThatAreNotFiniteFailTyped() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (double temperature : new double[] {0, 1}) {
        SamplingParams params = SamplingParams.builder().temperature(temperature).build();
        assertThatExceptionOfType(UnusableLogitsException.class)
            .isThrownBy(() -> sample(params, 1f, bad, 2f))
            .withMessageContaining("not finite");
      }
    }
  }

  @Test
  void logitsOfAnotherVocabularyAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Sampler(4)
                    .sample(
                        new float[3],
                        SamplingParams.defaults(),
                        new TokenCounts(SamplingParams.defaults(), NO_PROMPT),
                        TokenMask.ALL))
        .withMessage("3 logits were given, but the vocabulary has 4");
    assertThatIllegalArgumentException().isThrownBy(() -> new Sampler(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Sampler((1 << 18) + 1));
  }

  @Test
  void drawsFollowTheSoftmaxOfTheLogits() {
    float[] logits = {0.5f, -1f, 2f, 1.5f, 0f, -2f, 1f, 1f};
    for (double temperature : new double[] {0.5, 1, 2}) {
      SamplingParams params = SamplingParams.builder().temperature(temperature).build();
      int[] counts = draws(params, logits, 20_000);
      assertThat(ChiSquare.of(counts, softmax(logits, temperature), 20_000))
          .isLessThan(ChiSquare.LIMIT_7);
    }
  }

  @Test
  void drawsOverPositionsFollowTheSoftmaxToo() {
    float[] logits = {0.5f, -1f, 2f, 1.5f, 0f, -2f, 1f, 1f};
    SamplingParams params = SamplingParams.builder().temperature(1).seed(3).build();
    TokenCounts history = new TokenCounts(params, NO_PROMPT);
    Sampler sampler = new Sampler(8);
    int[] counts = new int[8];
    for (int i = 0; i < 20_000; i++) {
      int token = sampler.sample(logits, params, history, allowed(params, history));
      counts[token]++;
      history.append(token);
    }
    assertThat(ChiSquare.of(counts, softmax(logits, 1), 20_000)).isLessThan(ChiSquare.LIMIT_7);
  }

  @Test
  void truncatedDrawsKeepTheProportionsOfWhatIsLeft() {
    float[] logits = {0.5f, -1f, 2f, 1.5f, 0f, -2f, 1f, 1f};
    SamplingParams params = SamplingParams.builder().temperature(1).topK(4).build();
    float[] kept = {
      Float.NEGATIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      2f,
      1.5f,
      Float.NEGATIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      1f,
      1f
    };
    assertThat(ChiSquare.of(draws(params, logits, 20_000), softmax(kept, 1), 20_000))
        .isLessThan(ChiSquare.LIMIT_7);
  }

  @Test
  void topKKeepsSoManyAndTheSmallestIdsOfEqualLogits() {
    SamplingParams params = SamplingParams.builder().temperature(1).build();
    assertThat(support(params.toBuilder().topK(1).build(), 1f, 3f, 3f, 2f)).containsExactly(1);
    assertThat(support(params.toBuilder().topK(3).build(), 3f, 1f, 3f, 1f, 1f))
        .containsExactly(0, 1, 2);
    assertThat(support(params.toBuilder().topK(9).build(), 1f, 1f)).containsExactly(0, 1);
    assertThat(support(params, 1f, 1f, 1f)).containsExactly(0, 1, 2);
  }

  @Test
  void topPKeepsTheShortestBeginningThatHoldsEnough() {
    float[] logits = {(float) Math.log(0.2), (float) Math.log(0.5), (float) Math.log(0.3)};
    SamplingParams params = SamplingParams.builder().temperature(1).build();
    assertThat(support(params.toBuilder().topP(1e-300).build(), logits)).containsExactly(1);
    assertThat(support(params.toBuilder().topP(0.49).build(), logits)).containsExactly(1);
    assertThat(support(params.toBuilder().topP(0.51).build(), logits)).containsExactly(1, 2);
    assertThat(support(params.toBuilder().topP(0.81).build(), logits)).containsExactly(0, 1, 2);
    assertThat(support(params.toBuilder().topP(1).build(), logits)).containsExactly(0, 1, 2);
    assertThat(support(params.toBuilder().topP(0.5).build(), 0f, 0f, 0f, 0f)).containsExactly(0, 1);
  }

  @Test
  void minPKeepsTokensNotMuchLessLikelyThanTheLikeliest() {
    float[] logits = {(float) Math.log(0.2), (float) Math.log(0.5), (float) Math.log(0.3)};
    SamplingParams params = SamplingParams.builder().temperature(1).build();
    assertThat(support(params.toBuilder().minP(0.39).build(), logits)).containsExactly(0, 1, 2);
    assertThat(support(params.toBuilder().minP(0.41).build(), logits)).containsExactly(1, 2);
    assertThat(support(params.toBuilder().minP(1).build(), logits)).containsExactly(1);
    assertThat(support(params.toBuilder().minP(1).build(), 4f, 4f, 3f)).containsExactly(0, 1);
  }

  @Test
  void aTinyTemperatureLeavesTheLikeliest() {
    SamplingParams params = SamplingParams.builder().temperature(Double.MIN_VALUE).build();
    assertThat(support(params, 1f, 3f, 2f, 3f)).containsExactly(1, 3);
  }

  @Test
  void theHighestTemperatureLeavesEveryTokenAChance() {
    SamplingParams params = SamplingParams.builder().temperature(100).build();
    assertThat(support(params, -80f, 80f, 0f)).containsExactly(0, 1, 2);
  }

  @Test
  void repetitionPenaltyCoversPromptAndOutputAndBothSigns() {
    SamplingParams params = SamplingParams.builder().repetitionPenalty(2).build();
    assertThat(next(params, new int[] {1}, List.of(), 1.2f, 2f)).isZero();
    assertThat(next(params, NO_PROMPT, List.of(1), 1.2f, 2f)).isZero();
    assertThat(next(params, new int[] {1}, List.of(), -1.5f, -1f)).isZero();
    assertThat(next(params, new int[] {1, 1, 1}, List.of(1), 0.9f, 2f)).isEqualTo(1);
  }

  @Test
  void presenceAndFrequencyPenaltiesCoverTheOutputAlone() {
    SamplingParams presence = SamplingParams.builder().presencePenalty(1).build();
    assertThat(next(presence, new int[] {1}, List.of(), 1.5f, 2f)).isEqualTo(1);
    assertThat(next(presence, NO_PROMPT, List.of(1), 1.5f, 2f)).isZero();
    assertThat(next(presence, NO_PROMPT, List.of(1, 1, 1), 0.5f, 2f)).isEqualTo(1);

    SamplingParams frequency = SamplingParams.builder().frequencyPenalty(1).build();
    assertThat(next(frequency, new int[] {1}, List.of(), 1.5f, 2f)).isEqualTo(1);
    assertThat(next(frequency, NO_PROMPT, List.of(1), 0.5f, 2f)).isEqualTo(1);
    assertThat(next(frequency, NO_PROMPT, List.of(1, 1, 1), 0.5f, 2f)).isZero();
  }

  @Test
  void repetitionPenaltyComesBeforeTheOthers() {
    // (2 / 2) - 1 = 0; the other way round (2 - 1) / 2 = 0.5, which would win.
    SamplingParams params =
        SamplingParams.builder().repetitionPenalty(2).presencePenalty(1).build();
    assertThat(next(params, NO_PROMPT, List.of(1), 0.25f, 2f)).isZero();
  }

  @Test
  void penaltiesActOnLogitsBeforeTheTemperature() {
    // Subtracting 1 before dividing by 0.1 puts token 1 twenty below token 0; after it, at most
    // one.
    SamplingParams params =
        SamplingParams.builder().temperature(0.1).presencePenalty(2).minP(0.3).build();
    assertThat(supportBehind(params, List.of(1), 2f, 2f)).containsExactly(0);
  }

  @Test
  void temperatureComesBeforeMinPAndTopP() {
    float[] logits = {(float) Math.log(0.2), (float) Math.log(0.8)};
    SamplingParams hot = SamplingParams.builder().temperature(4).build();
    // At temperature 1 the ratio is 0.25 and the share 0.8; at 4 they are 0.71 and 0.59.
    assertThat(support(hot.toBuilder().minP(0.5).build(), logits)).containsExactly(0, 1);
    assertThat(support(hot.toBuilder().topP(0.7).build(), logits)).containsExactly(0, 1);
  }

  @Test
  void minPAndTopKComeBeforeTopP() {
    float[] logits = {(float) Math.log(0.4), (float) Math.log(0.35), (float) Math.log(0.25)};
    SamplingParams params = SamplingParams.builder().temperature(1).topP(0.52).build();
    // Of all three, 0.52 takes two; of the first two alone, 0.4 / 0.75 is enough.
    assertThat(support(params, logits)).containsExactly(0, 1);
    assertThat(support(params.toBuilder().topK(2).build(), logits)).containsExactly(0);
    assertThat(support(params.toBuilder().minP(0.8).build(), logits)).containsExactly(0);
  }

  @Test
  void endingsAreForbiddenBeforeTopK() {
    SamplingParams params = SamplingParams.builder().temperature(1).topK(1).minTokens(1).build();
    assertThat(support(params, 9f, 1f, 2f)).containsExactly(2);
  }

  @Test
  void endingsAreForbiddenUntilMinTokensAreGenerated() {
    SamplingParams params =
        SamplingParams.builder().minTokens(2).stopTokenIds(List.of(2, 1000)).build();
    assertThat(next(params, NO_PROMPT, List.of(), 9f, 1f, 8f, 0f)).isEqualTo(1);
    assertThat(next(params, NO_PROMPT, List.of(1), 9f, 1f, 8f, 0f)).isEqualTo(1);
    assertThat(next(params, NO_PROMPT, List.of(1, 1), 9f, 1f, 8f, 0f)).isZero();
  }

  @Test
  void anIgnoredEndOfTextIsNeverForbidden() {
    SamplingParams params = SamplingParams.builder().minTokens(2).ignoreEos(true).build();
    assertThat(next(params, NO_PROMPT, List.of(), 9f, 1f)).isZero();
  }

  @Test
  void forbiddingEveryTokenFailsTyped() {
    SamplingParams params = SamplingParams.builder().minTokens(1).stopTokenIds(List.of(1)).build();
    assertThatExceptionOfType(UnusableLogitsException.class)
        .isThrownBy(() -> sample(params, 1f, 2f))
        .withMessageContaining("stop_token_ids and min_tokens");
  }

  @Test
  void extremePenaltiesStayFinite() {
    SamplingParams params = SamplingParams.builder().temperature(1).repetitionPenalty(100).build();
    assertThat(supportBehind(params, List.of(1), 0f, -Float.MAX_VALUE)).containsExactly(0);
    params = params.toBuilder().repetitionPenalty(0.01).build();
    assertThat(supportBehind(params, List.of(1), 0f, Float.MAX_VALUE)).containsExactly(1);
  }

  /** Fixed for good: a change would change the output of every seeded request. */
  @Test
  void tokensOfSeedAndLogitsNeverChange() {
    float[] logits = randomLogits(new SplittableRandom(5), 1000);
    SamplingParams params =
        SamplingParams.builder()
            .temperature(0.8)
            .topP(0.95)
            .topK(200)
            .minP(0.001)
            .repetitionPenalty(1.1)
            .seed(1234)
            .build();
    assertThat(generate(params, logits, 8)).containsExactly(862, 99, 980, 118, 921, 181, 650, 426);
    assertThat(generate(SamplingParams.builder().temperature(1).seed(-7).build(), logits, 8))
        .containsExactly(108, 312, 110, 433, 8, 700, 387, 965);
  }

  @Test
  void aResumedHistoryGivesTheSameToken() {
    float[] logits = randomLogits(new SplittableRandom(6), 500);
    SamplingParams params =
        SamplingParams.builder()
            .temperature(2)
            .repetitionPenalty(1.3)
            .frequencyPenalty(0.5)
            .seed(8)
            .build();
    List<Integer> whole = generate(params, logits, 40);
    for (int split = 0; split < 40; split += 3) {
      TokenCounts counts = new TokenCounts(params, new int[] {1, 2, 3});
      whole.subList(0, split).forEach(counts::append);
      assertThat(new Sampler(500).sample(logits, params, counts, allowed(params, counts)))
          .isEqualTo(whole.get(split));
    }
  }

  private static List<Integer> generate(SamplingParams params, float[] logits, int length) {
    Sampler sampler = new Sampler(logits.length);
    TokenCounts counts = new TokenCounts(params, new int[] {1, 2, 3});
    List<Integer> output = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      int token = sampler.sample(logits, params, counts, allowed(params, counts));
      output.add(token);
      counts.append(token);
    }
    return output;
  }

  /** As generations have it: no ending before min_tokens. */
  private static TokenMask allowed(SamplingParams params, TokenCounts counts) {
    int missing = Math.max(0, params.minTokens() - counts.generated());
    return new EndingsHeldBack(missing, params.endings(EOS)).next();
  }

  private static int sample(SamplingParams params, float... logits) {
    return next(params, NO_PROMPT, List.of(), logits);
  }

  private static int next(
      SamplingParams params, int[] prompt, List<Integer> output, float... logits) {
    TokenCounts counts = new TokenCounts(params, prompt);
    output.forEach(counts::append);
    return new Sampler(logits.length).sample(logits, params, counts, allowed(params, counts));
  }

  private static Set<Integer> support(SamplingParams params, float... logits) {
    return supportBehind(params, List.of(), logits);
  }

  /** The tokens that come out over many seeds. */
  private static Set<Integer> supportBehind(
      SamplingParams params, List<Integer> output, float... logits) {
    Set<Integer> support = new TreeSet<>();
    for (long seed = 0; seed < 200; seed++) {
      support.add(next(params.toBuilder().seed(seed).build(), NO_PROMPT, output, logits));
    }
    return support;
  }

  /** How often each token comes out over seeds from 0. */
  private static int[] draws(SamplingParams params, float[] logits, int samples) {
    int[] counts = new int[logits.length];
    for (long seed = 0; seed < samples; seed++) {
      counts[sample(params.toBuilder().seed(seed).build(), logits)]++;
    }
    return counts;
  }

  private static double[] softmax(float[] logits, double temperature) {
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Math.exp(logits[i] / temperature);
      sum += probabilities[i];
    }
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  /** Sometimes coarse, so that logits are equal; sometimes wide, so that weights vanish. */
  private static float[] randomLogits(SplittableRandom random, int vocabulary) {
    double scale = new double[] {0.1, 1, 5, 60}[random.nextInt(4)];
    boolean coarse = random.nextInt(3) == 0;
    float[] logits = new float[vocabulary];
    for (int id = 0; id < vocabulary; id++) {
      double logit = scale * (random.nextDouble() + random.nextDouble() - 1);
      logits[id] = (float) (coarse ? Math.rint(logit) : logit);
    }
    return logits;
  }

  private static SamplingParams randomParams(SplittableRandom random, int vocabulary) {
    SamplingParamsBuilder params =
        SamplingParams.builder()
            .temperature(new double[] {0, 0.2, 0.8, 1, 3}[random.nextInt(5)])
            .seed(random.nextLong());
    if (random.nextBoolean()) {
      params.topP(1 - random.nextDouble());
    }
    if (random.nextBoolean()) {
      params.topK(random.nextInt(random.nextBoolean() ? 12 : vocabulary + 3));
    }
    if (random.nextInt(3) == 0) {
      params.minP(random.nextDouble());
    }
    if (random.nextInt(3) == 0) {
      params.repetitionPenalty(0.5 + random.nextDouble());
    }
    if (random.nextInt(3) == 0) {
      params.presencePenalty(4 * random.nextDouble() - 2);
    }
    if (random.nextInt(3) == 0) {
      params.frequencyPenalty(4 * random.nextDouble() - 2);
    }
    if (random.nextInt(3) == 0) {
      params.minTokens(random.nextInt(8)).ignoreEos(random.nextBoolean());
      params.stopTokenIds(List.of(random.nextInt(vocabulary + 2)));
    }
    return params.build();
  }
}
