package io.mosaicgpt.model.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.constraint.EndingsHeldBack;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SamplingParamsTest {
  @Test
  void defaultsAreGreedyAnd256Tokens() {
    assertThat(SamplingParams.defaults())
        .isEqualTo(
            new SamplingParams(256, 0, 0, 1, 0, 0, 1, 0, 0, 0, List.of(), List.of(), false, -1));
  }

  @Test
  void builderCarriesEveryValueToItsPlaceAndBack() {
    SamplingParams params =
        SamplingParams.builder()
            .maxTokens(11)
            .minTokens(2)
            .temperature(0.7)
            .topP(0.9)
            .topK(40)
            .minP(0.05)
            .repetitionPenalty(1.1)
            .presencePenalty(0.3)
            .frequencyPenalty(-0.4)
            .seed(99)
            .stop(List.of("END"))
            .stopTokenIds(List.of(7))
            .ignoreEos(true)
            .logprobs(5)
            .build();

    assertThat(params)
        .isEqualTo(
            new SamplingParams(
                11,
                2,
                0.7,
                0.9,
                40,
                0.05,
                1.1,
                0.3,
                -0.4,
                99,
                List.of("END"),
                List.of(7),
                true,
                5));
    assertThat(params.toBuilder().build()).isEqualTo(params);
  }

  @Test
  void valuesOutsideTheirRangeAreRefusedByTheWordThatUsersKnow() {
    refused(b -> b.maxTokens(0), "max_tokens is 0, but must be 1 or more");
    refused(b -> b.maxTokens(-5), "max_tokens is -5, but must be 1 or more");
    refused(b -> b.minTokens(-1), "min_tokens is -1, but must be 0 or more");
    refused(
        b -> b.maxTokens(3).minTokens(4), "min_tokens is 4, but must be at most max_tokens (3)");
    refused(b -> b.temperature(-0.1), "temperature is -0.1, but must be from 0 to 100");
    refused(b -> b.temperature(101), "temperature is 101.0, but must be from 0 to 100");
    refused(b -> b.topP(0), "top_p is 0.0, but must be above 0 and at most 1");
    refused(b -> b.topP(1.01), "top_p is 1.01, but must be above 0 and at most 1");
    refused(b -> b.topK(-1), "top_k is -1, but must be 0 or more");
    refused(b -> b.minP(1.5), "min_p is 1.5, but must be from 0 to 1");
    refused(b -> b.repetitionPenalty(0), "repetition_penalty is 0.0, but must be from 0.01 to 100");
    refused(b -> b.presencePenalty(2.1), "presence_penalty is 2.1, but must be from -2 to 2");
    refused(b -> b.frequencyPenalty(-3), "frequency_penalty is -3.0, but must be from -2 to 2");
    refused(b -> b.logprobs(21), "logprobs is 21, but must be from 0 to 20");
    refused(b -> b.logprobs(-1), "logprobs is -1, but must be from 0 to 20");
    refused(b -> b.stopTokenIds(List.of(3, -1)), "stop_token_ids is -1, but must be 0 or more");
  }

  @Test
  void numbersThatAreNoneAreRefused() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e308 * 10}) {
      refused(b -> b.temperature(bad), "temperature is ");
      refused(b -> b.topP(bad), "top_p is ");
      refused(b -> b.minP(bad), "min_p is ");
      refused(b -> b.repetitionPenalty(bad), "repetition_penalty is ");
      refused(b -> b.presencePenalty(bad), "presence_penalty is ");
      refused(b -> b.frequencyPenalty(bad), "frequency_penalty is ");
    }
  }

  @Test
  void unusableStopTextsAreRefused() {
    refused(
        b -> b.stop(Collections.nCopies(17, "x")),
        "stop is a list of 17 texts, but must be at most 16 of them");
    refused(
        b -> b.stop(List.of("a", "")), "stop is an empty text, but must be at least one character");
    refused(b -> b.stop(List.of("\uD83D")), "stop is a text with half a surrogate pair");
    assertThatThrownBy(() -> SamplingParams.builder().stop(null).build())
        .hasMessage("stop is null");
  }

  @Test
  void valuesAtTheEndsOfTheirRangesAreAccepted() {
    SamplingParams params =
        SamplingParams.builder()
            .maxTokens(1)
            .minTokens(1)
            .temperature(Double.MIN_VALUE)
            .topP(Double.MIN_VALUE)
            .topK(Integer.MAX_VALUE)
            .minP(1)
            .repetitionPenalty(0.01)
            .presencePenalty(-2)
            .frequencyPenalty(2)
            .seed(Long.MIN_VALUE)
            .stop(Collections.nCopies(16, "\uD83D\uDE00"))
            .stopTokenIds(List.of(0, Integer.MAX_VALUE))
            .logprobs(20)
            .build();
    assertThat(params.toBuilder().minP(0).logprobs(0).build().logprobs()).isZero();
  }

  @Test
  void listsAreCopied() {
    var stop = new java.util.ArrayList<>(List.of("END"));
    SamplingParams params = SamplingParams.builder().stop(stop).build();
    stop.clear();
    assertThat(params.stop()).containsExactly("END");
  }

  @Test
  void endOfTextAndStopTokensEnd() {
    SamplingParams params = SamplingParams.builder().stopTokenIds(List.of(7)).build();
    assertThat(params.endsAt(0, 0)).isTrue();
    assertThat(params.endsAt(7, 0)).isTrue();
    assertThat(params.endsAt(8, 0)).isFalse();

    SamplingParams ignoring = params.toBuilder().ignoreEos(true).build();
    assertThat(ignoring.endsAt(0, 0)).isFalse();
    assertThat(ignoring.endsAt(7, 0)).isTrue();
    assertThat(ignoring.toBuilder().stopTokenIds(List.of(0)).build().endsAt(0, 0)).isTrue();
  }

  @Test
  void logitsAreNeededForAnythingButPlainGreedy() {
    assertThat(plainArgmax(SamplingParams.defaults(), 0)).isTrue();
    needsLogits(b -> b.temperature(0.1));
    needsLogits(b -> b.repetitionPenalty(1.2));
    needsLogits(b -> b.presencePenalty(0.1));
    needsLogits(b -> b.frequencyPenalty(0.1));
    needsLogits(b -> b.logprobs(0));
    needsLogits(b -> b.minTokens(1));
    assertThat(plainArgmax(SamplingParams.builder().minTokens(1).build(), 1)).isTrue();
  }

  @Test
  void survivesJavaSerialization() throws Exception {
    SamplingParams params =
        SamplingParams.builder().stop(List.of("END")).stopTokenIds(List.of(1)).build();
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(params);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(params);
    }
  }

  private static void needsLogits(Consumer<SamplingParamsBuilder> change) {
    SamplingParamsBuilder builder = SamplingParams.builder();
    change.accept(builder);
    assertThat(plainArgmax(builder.build(), 0)).isFalse();
  }

  private static boolean plainArgmax(SamplingParams params, int generated) {
    EndingsHeldBack constraint = new EndingsHeldBack(params.minTokens(), params.endings(0));
    for (int i = 0; i < generated; i++) {
      constraint.append(5);
    }
    return ChoiceRule.of(params, constraint.next()) == ChoiceRule.ARGMAX;
  }

  private static void refused(Consumer<SamplingParamsBuilder> change, String message) {
    SamplingParamsBuilder builder = SamplingParams.builder();
    change.accept(builder);
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageStartingWith(message);
  }
}
