package io.mosaicgpt.model.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mosaicgpt.model.engine.loop.KvLimit;
import io.mosaicgpt.model.engine.loop.Models;
import io.mosaicgpt.model.engine.loop.Requests;
import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestCheckTest {
  private static final int LIMIT = 10;
  private final RequestCheck check = check(Models.served(LIMIT, true));

  @Test
  void anEmptyPromptIsRefused() {
    assertRefused(Requests.greedy(1, 1), ErrorCode.INVALID_REQUEST, "the prompt has no tokens");
  }

  @Test
  void aPromptMayHavePaddingIdsButNoIdBeyondTheVocabulary() {
    assertAccepted(Requests.greedy(1, 1, 1, Models.VOCAB - 1));
    assertRefused(
        Requests.greedy(1, 1, 1, Models.VOCAB),
        ErrorCode.INVALID_REQUEST,
        "prompt token id 24 at index 1 is outside the vocabulary: use ids from 0 to 23");
    assertRefused(Requests.greedy(1, 1, -1), ErrorCode.INVALID_REQUEST, "prompt token id -1");
  }

  @Test
  void aPromptHasToLeaveRoomForOneTokenButNotForMaxTokens() {
    assertAccepted(Requests.greedy(1, 1000, new int[LIMIT - 1]));
    assertRefused(
        Requests.greedy(1, 1, new int[LIMIT]),
        ErrorCode.PROMPT_TOO_LONG,
        "the prompt has 10 tokens, but at most 9 fit");
  }

  @Test
  void aPromptThatIsOnlyScoredNeedsNoRoomForAnAnswer() {
    assertAccepted(with(new int[LIMIT], new int[0], List.of(), true));
    assertRefused(
        with(new int[LIMIT + 1], new int[0], List.of(), true),
        ErrorCode.PROMPT_TOO_LONG,
        "at most 10 fit");
  }

  @Test
  void choicesHaveToFitBehindThePrompt() {
    assertAccepted(with(new int[7], new int[0], List.of(new int[3]), false));
    assertRefused(
        with(new int[8], new int[0], List.of(new int[1], new int[3]), false),
        ErrorCode.PROMPT_TOO_LONG,
        "the prompt has 8 tokens and the longest choice with its end 3, but together at most 10"
            + " fit: shorten them or raise max-model-len");
  }

  @Test
  void theLimitThatHoldsIsTheOneToRaise() {
    ServedModel model = Models.served(100, true);

    assertLimit(
        model, KvLimit.ofTokens(0), 100, "at most 99 fit: shorten it or raise max-model-len");
    assertLimit(
        model,
        KvLimit.ofTokens(16),
        16,
        "at most 15 fit into the KV cache: shorten it or raise max-kv-tokens");
    assertLimit(
        model,
        new KvLimit(16, "max-kv-memory"),
        16,
        "at most 15 fit into the KV cache: shorten it or raise max-kv-memory");
  }

  @Test
  void nothingIsToBeRaisedWhereTheModelKnowsNoMorePositions() {
    assertLimit(
        Models.learned(100),
        KvLimit.ofTokens(0),
        100,
        "at most 99 fit into the model's learned positions: shorten it");
  }

  private static void assertLimit(ServedModel model, KvLimit kv, int positions, String message) {
    RequestCheck check = new RequestCheck(model, SequenceLimit.of(model, positions, kv.setting()));

    assertThatCode(() -> check.check(Requests.greedy(1, 1, new int[positions - 1])))
        .doesNotThrowAnyException();
    RequestException refused =
        catchThrowableOfType(
            RequestException.class, () -> check.check(Requests.greedy(1, 1, new int[positions])));
    assertThat(refused.code()).isEqualTo(ErrorCode.PROMPT_TOO_LONG);
    assertThat(refused).hasMessage("the prompt has %d tokens, but %s", positions, message);
  }

  @Test
  void thereMayBeAThousandChoicesButNoMore() {
    assertAccepted(with(new int[1], new int[0], Collections.nCopies(1_000, new int[1]), false));
    assertRefused(
        with(new int[1], new int[0], Collections.nCopies(1_001, new int[1]), false),
        ErrorCode.INVALID_REQUEST,
        "choices has 1001 labels, but at most 1000");
  }

  @Test
  void anEmptyChoiceIsRefused() {
    assertRefused(
        with(new int[1], new int[0], List.of(new int[1], new int[0]), false),
        ErrorCode.INVALID_REQUEST,
        "choice 1 has no tokens");
  }

  @Test
  void paddingIdsAreRefusedInChoicesAndInResumedTokens() {
    assertRefused(
        with(new int[1], new int[0], List.of(new int[] {Models.USABLE}), false),
        ErrorCode.INVALID_REQUEST,
        "token of choice 0: id 18 at index 0");
    assertRefused(
        with(new int[1], new int[] {3, Models.USABLE}, List.of(), false),
        ErrorCode.INVALID_REQUEST,
        "generated token id 18 at index 1");
  }

  @Test
  void stopTokensHaveToBeInTheVocabulary() {
    assertRefused(
        Requests.request(1, SamplingParams.builder().stopTokenIds(List.of(3, 99)).build(), 1),
        ErrorCode.INVALID_REQUEST,
        "stop token id 99 is outside the vocabulary");
  }

  @Test
  void stopTextsNeedATokenizer() {
    RequestCheck bare = check(Models.served(LIMIT, false));
    GenerationRequest request =
        Requests.request(1, SamplingParams.builder().stop(List.of("x")).build(), 1);

    assertAccepted(request);
    RequestException refused =
        catchThrowableOfType(RequestException.class, () -> bare.check(request));
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refused).hasMessageContaining("no tokenizer.json: use stop_token_ids");
  }

  private static RequestCheck check(ServedModel model) {
    return new RequestCheck(model, SequenceLimit.of(model));
  }

  private static GenerationRequest with(
      int[] prompt, int[] generated, List<int[]> labels, boolean scores) {
    List<Choice> choices = labels.stream().map(tokens -> new Choice("label", tokens)).toList();
    return new GenerationRequest(
        1,
        "r1",
        prompt,
        generated,
        SamplingParams.defaults(),
        choices,
        scores,
        0,
        GenerationRequest.NO_DEADLINE);
  }

  private void assertAccepted(GenerationRequest request) {
    assertThatCode(() -> check.check(request)).doesNotThrowAnyException();
  }

  private void assertRefused(GenerationRequest request, ErrorCode code, String message) {
    RequestException refused =
        catchThrowableOfType(RequestException.class, () -> check.check(request));
    assertThat(refused).as("%s", request).isNotNull().hasMessageContaining(message);
    assertThat(refused.code()).isEqualTo(code);
  }
}
