package io.mosaicgpt.model.prompt;

import static io.mosaicgpt.model.generation.LabelOptions.Calibration.CONTEXTUAL;
import static io.mosaicgpt.model.generation.LabelOptions.Calibration.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.engine.loop.Models;
import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.model.replica.cpu.TestConfigs;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.SamplingParamsBuilder;
import io.mosaicgpt.model.sampling.SeedDerivation;
import io.mosaicgpt.model.tokenizer.ByteTokenizer;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PromptEncoderTest {
  private static final PromptEncoder BYTES =
      new PromptEncoder(
          new ServedModel(
              TestConfigs.tiny(),
              "hash",
              1024,
              Optional.of(new ByteTokenizer()),
              PromptTemplates.parse("[{instruction}|{context}]")));

  private final PromptEncoder encoder = new PromptEncoder(Models.served(20, true));

  @Test
  void anInstructionGoesThroughTheTemplateAndBringsItsStopTexts() {
    GenerationRequest request =
        encode(
            PromptInput.ofInstruction("r", "ab", "cd"),
            SamplingParams.builder().stop(List.of("da")));

    assertThat(request.promptTokens()).isEqualTo(Models.TOKENIZER.encode("xabycdx"));
    assertThat(request.sampling().stop()).containsExactly("da", "xx");
    assertThat(request.key()).isEqualTo(7);
    assertThat(request.requestId()).isEqualTo("r");
  }

  @Test
  void aStopTextOfTheTemplateThatTheRequestHasTooCountsOnce() {
    GenerationRequest request =
        encode(
            PromptInput.ofInstruction("r", "ab", null),
            SamplingParams.builder().stop(List.of("xx")));

    assertThat(request.sampling().stop()).containsExactly("xx");
  }

  @Test
  void aFormComesWithTheTemplatesEndAndAFinishedPromptWithout() {
    FormText form = FormText.regex("[ab]+");
    GenerationRequest instruction =
        encode(PromptInput.ofInstruction("r", "ab", null).withForm(form), SamplingParams.builder());
    GenerationRequest prompt =
        encode(PromptInput.ofPrompt("r", "ab").withForm(form), SamplingParams.builder());

    assertThat(instruction.form().orElseThrow().text()).isEqualTo(form);
    assertThat(instruction.form().orElseThrow().end()).isEqualTo(Models.TOKENIZER.encode("xx"));
    assertThat(instruction.sampling().stop()).containsExactly("xx");
    assertThat(prompt.form().orElseThrow().text()).isEqualTo(form);
    assertThat(prompt.form().orElseThrow().end()).isEmpty();
    assertThat(prompt.sampling().stop()).isEmpty();
  }

  @Test
  void moreThanOneFormIsRefused() {
    PromptInput two =
        new PromptInput("r", null, null, "a", null, List.of(), "a+", "{}", LabelRequest.PLAIN);
    PromptInput three = two.withChoices(List.of("a", "b"));

    for (PromptInput input : List.of(two, three)) {
      RequestException refused =
          catchThrowableOfType(
              RequestException.class, () -> encode(input, SamplingParams.builder()));
      assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
      assertThat(refused).hasMessageEndingWith("set at most one of choices, regex and json_schema");
    }
  }

  @Test
  void theTemplatesStopTextsDoNotCountAgainstTheRequests() {
    List<String> sixteen = IntStream.range(0, 16).mapToObj("stop %d"::formatted).toList();
    GenerationRequest request =
        encode(PromptInput.ofInstruction("r", "ab", null), SamplingParams.builder().stop(sixteen));

    assertThat(request.sampling().stop())
        .startsWith("stop 0")
        .endsWith("stop 15", "xx")
        .hasSize(17);
    assertThat(
            catchThrowableOfType(
                RequestException.class,
                () ->
                    encode(
                        PromptInput.ofInstruction("r", "ab", null),
                        SamplingParams.builder()
                            .stop(IntStream.range(0, 17).mapToObj("stop %d"::formatted).toList()))))
        .hasMessageContaining("stop is a list of 17 texts, but must be at most 16 of them");
  }

  @Test
  void aPromptIsTakenAsItIs() {
    GenerationRequest request = encode(PromptInput.ofPrompt("r", "ab"), SamplingParams.builder());

    assertThat(request.promptTokens()).isEqualTo(Models.TOKENIZER.encode("ab"));
    assertThat(request.sampling().stop()).isEmpty();
  }

  @Test
  void aTextToBeScoredMayFillTheLongestSequence() {
    int[] longest = new int[20];
    Arrays.fill(longest, 1);

    GenerationRequest request = encoder.encodeForScores(7, PromptInput.ofTokenIds("r", longest));

    assertThat(request.promptLogprobs()).isTrue();
    assertThat(request.promptTokens()).isEqualTo(longest);
    assertRefused(
        encoder,
        PromptInput.ofTokenIds("r", longest),
        ErrorCode.PROMPT_TOO_LONG,
        "the prompt has 20 tokens, but at most 19 fit: shorten it or raise max-model-len");
  }

  @Test
  void tokenIdsNeedNoTokenizer() {
    PromptEncoder bare = new PromptEncoder(Models.served(20, false));

    assertThat(encode(bare, PromptInput.ofTokenIds("r", 1, 2)).promptTokens())
        .containsExactly(1, 2);
    assertRefused(
        bare,
        PromptInput.ofPrompt("r", "ab"),
        ErrorCode.INVALID_REQUEST,
        "letters has no tokenizer.json: use prompt_token_ids instead of text");
    assertRefused(
        bare,
        PromptInput.ofTokenIds("r", 1).withChoices(List.of("a", "b")),
        ErrorCode.INVALID_REQUEST,
        "no tokenizer.json: use a model with one");
  }

  @Test
  void descriptionsStandBehindTheInstructionALineEach() {
    PromptInput input =
        PromptInput.ofInstruction("r", "Sort.", "x")
            .withChoices(List.of("spam", "ham"))
            .withLabelRequest(
                new LabelRequest(LabelOptions.DEFAULTS, Map.of("ham", "what is wanted")));

    assertThat(LabelledPrompts.instruction(input))
        .isEqualTo("Sort.\n- spam\n- ham: what is wanted");
  }

  @Test
  void severalLabelsAreEachAnsweredYesAndNo() {
    GenerationRequest request = labelled(options(true, NONE), "ab", "cd");

    assertThat(request.choices()).extracting(Choice::label).containsExactly("a", "a", "b", "b");
    assertThat(request.choices())
        .extracting(choice -> text(choice.tokenIds()))
        .containsExactly("a: yes.", "a: no.", "b: yes.", "b: no.");
  }

  @Test
  void aContentFreePromptHasTheSameInstructionAndLabels() {
    GenerationRequest request = labelled(options(false, CONTEXTUAL), "ab", "cd");

    assertThat(text(request.promptTokens())).isEqualTo("[ab|cd]");
    assertThat(text(request.labelling().contentFreePrompt())).isEqualTo("[ab|N/A]");
    assertThat(request.labelling().contentFreeChoices())
        .extracting(choice -> text(choice.tokenIds()))
        .containsExactly("a.", "b.");
    assertThat(labelled(options(false, CONTEXTUAL), "ab", "xy").labelling().contentFreePrompt())
        .isEqualTo(request.labelling().contentFreePrompt());
    assertThat(labelled(options(false, NONE), "ab", "xy").labelling().isHeldAgainstContentFree())
        .isFalse();
  }

  @Test
  void whatCannotBeAskedAboutLabelsIsRefused() {
    PromptInput finished = PromptInput.ofPrompt("r", "ab").withChoices(List.of("a", "b"));
    assertRefused(
        encoder,
        finished.withLabelRequest(new LabelRequest(options(false, CONTEXTUAL), Map.of())),
        ErrorCode.INVALID_REQUEST,
        "label_calibration is contextual, which leaves the context out and needs one");
    assertRefused(
        encoder,
        finished.withLabelRequest(new LabelRequest(LabelOptions.DEFAULTS, Map.of("a", "x"))),
        ErrorCode.INVALID_REQUEST,
        "choices have descriptions, which stand behind an instruction");
    PromptInput made = PromptInput.ofInstruction("r", "ab", "c").withChoices(List.of("a", "b"));
    assertRefused(
        encoder,
        made.withLabelRequest(new LabelRequest(LabelOptions.DEFAULTS, Map.of("c", "x"))),
        ErrorCode.INVALID_REQUEST,
        "\"c\" is described, but is none of choices: add it to them, or leave it out");
    assertRefused(
        encoder,
        made.withLabelRequest(new LabelRequest(LabelOptions.DEFAULTS, Map.of("a", " "))),
        ErrorCode.INVALID_REQUEST,
        "the description of \"a\" in choices is blank");
  }

  private static LabelOptions options(boolean multi, LabelOptions.Calibration calibration) {
    return new LabelOptions(LabelOptions.Scoring.SUM, null, null, multi, calibration);
  }

  /** Labels a and b behind a template of brackets, for a tokenizer of bytes. */
  private GenerationRequest labelled(LabelOptions options, String instruction, String context) {
    return BYTES.encode(
        7,
        PromptInput.ofInstruction("r", instruction, context)
            .withChoices(List.of("a", "b"))
            .withLabelRequest(new LabelRequest(options, Map.of())),
        SamplingParams.builder(),
        OptionalLong.empty());
  }

  private static String text(int[] tokens) {
    return Arrays.stream(tokens)
        .mapToObj(id -> id == 0 ? "." : Character.toString(id - 1))
        .collect(Collectors.joining());
  }

  @Test
  void theSeedComesFromTheRequestsIdUnlessOneIsGiven() {
    PromptInput input = PromptInput.ofPrompt("r", "ab");

    assertThat(encode(input, SamplingParams.builder()).sampling().seed())
        .isEqualTo(SeedDerivation.fromRequestId("r"));
    assertThat(
            encoder
                .encode(7, input, SamplingParams.builder(), OptionalLong.of(5))
                .sampling()
                .seed())
        .isEqualTo(5);
  }

  @Test
  void exactlyOneKindOfPromptIsAccepted() {
    assertRefused(
        new PromptInput("r", null, null, null, null, List.of()),
        ErrorCode.INVALID_REQUEST,
        "0 of instruction, prompt and prompt_token_ids are set");
    assertRefused(
        new PromptInput("r", "a", null, "b", null, List.of()),
        ErrorCode.INVALID_REQUEST,
        "2 of instruction, prompt and prompt_token_ids are set");
    assertRefused(
        new PromptInput("r", null, "c", "b", null, List.of()),
        ErrorCode.INVALID_REQUEST,
        "context is set without instruction");
  }

  @Test
  void emptyThingsAreRefused() {
    assertRefused(
        PromptInput.ofInstruction("r", " \n", null),
        ErrorCode.INVALID_REQUEST,
        "instruction is blank");
    assertRefused(PromptInput.ofPrompt("r", ""), ErrorCode.INVALID_REQUEST, "prompt is empty");
    assertRefused(PromptInput.ofTokenIds("r"), ErrorCode.INVALID_REQUEST, "no tokens");
    assertRefused(PromptInput.ofPrompt("", "a"), ErrorCode.INVALID_REQUEST, "request_id is empty");
  }

  @Test
  void labelsAreTokenizedWithTheEndThatBelongsToThePrompt() {
    List<String> labels = List.of("a", "bc");

    assertChoices(
        PromptInput.ofPrompt("r", "x").withChoices(labels),
        "x",
        new int[] {1, Models.EOS},
        new int[] {2, 3, Models.EOS});
    assertChoices(
        PromptInput.ofTokenIds("r", 12).withChoices(labels),
        "x",
        new int[] {1, Models.EOS},
        new int[] {2, 3, Models.EOS});
    assertChoices(
        PromptInput.ofInstruction("r", "d", null).withChoices(labels),
        "xdx",
        new int[] {1, 12, 12},
        new int[] {2, 3, 12, 12});
  }

  private void assertChoices(PromptInput input, String prompt, int[]... tokenIds) {
    GenerationRequest request = encode(input, SamplingParams.builder());

    assertThat(request.promptTokens()).isEqualTo(Models.TOKENIZER.encode(prompt));
    assertThat(request.choices()).extracting(Choice::label).isEqualTo(input.choices());
    assertThat(request.choices()).extracting(Choice::tokenIds).containsExactly(tokenIds);
  }

  @Test
  void promptAndLongestLabelHaveToFitWithTheEnd() {
    PromptInput input = PromptInput.ofInstruction("r", "a".repeat(13), null);

    assertThat(encode(encoder, input.withChoices(List.of("a", "abc"))).choices()).hasSize(2);
    assertRefused(
        input.withChoices(List.of("a", "abcd")),
        ErrorCode.PROMPT_TOO_LONG,
        "the prompt has 15 tokens and the longest choice with its end 6, but together at most 20"
            + " fit: shorten them or raise max-model-len");
    assertRefused(
        PromptInput.ofPrompt("r", "a".repeat(20)).withChoices(List.of("a", "b")),
        ErrorCode.PROMPT_TOO_LONG,
        "the prompt has 20 tokens, but at most 19 fit");
  }

  @Test
  void oneLabelAloneIsAQuestionOnlyWhereSeveralMayHold() {
    PromptInput one = PromptInput.ofInstruction("r", "Sort.", "x").withChoices(List.of("spam"));

    assertRefused(BYTES, one, ErrorCode.INVALID_REQUEST, "choices has one label alone");
    assertThat(
            encode(
                    BYTES,
                    one.withLabelRequest(
                        new LabelRequest(options(true, LabelOptions.Calibration.NONE), Map.of())))
                .choices())
        .hasSize(2);
  }

  @Test
  void labelsThatOneWouldReadAsTheSameAreRefused() {
    PromptInput input = PromptInput.ofPrompt("r", "x");

    assertRefused(
        input.withChoices(List.of("caf\u00e9", "cafe\u0301")),
        ErrorCode.INVALID_REQUEST,
        "choices has \"caf\u00e9\" and \"cafe\u0301\", which differ in white space around them or"
            + " in Unicode's normal form only: give every label once");
    assertRefused(
        input.withChoices(List.of("a", "b", " a\n")),
        ErrorCode.INVALID_REQUEST,
        "choices has \"a\" and \" a\n\", which differ in white space");
    assertRefused(
        PromptInput.ofInstruction("r", "d", null).withChoices(List.of("a", "axxb")),
        ErrorCode.INVALID_REQUEST,
        "choices has \"axxb\", which holds the text that ends an answer, \"xx\": leave that out");
  }

  @Test
  void labelsHaveToDiffer() {
    PromptInput input = PromptInput.ofPrompt("r", "x");

    assertRefused(
        input.withChoices(List.of("a", "b", "a")),
        ErrorCode.INVALID_REQUEST,
        "choices has \"a\" twice");
    String megabyte = "a".repeat(1 << 20);
    assertRefused(
        input.withChoices(List.of(megabyte.substring(1), megabyte, megabyte)),
        ErrorCode.PROMPT_TOO_LONG,
        "shorten");
    assertRefused(
        input.withChoices(List.of("a".repeat(200), "a".repeat(200))),
        ErrorCode.INVALID_REQUEST,
        "choices has \"" + "a".repeat(100) + "...\" twice");
    assertRefused(
        input.withChoices(List.of("a", " ")), ErrorCode.INVALID_REQUEST, "choices is blank");
    assertRefused(
        input.withChoices(IntStream.range(0, 1_001).mapToObj(String::valueOf).toList()),
        ErrorCode.INVALID_REQUEST,
        "choices has 1001 labels, but at most 1000 can be chosen from");
  }

  @Test
  void unusableSamplingValuesAreRefusedInTheirOwnWords() {
    RequestException refused =
        catchThrowableOfType(
            RequestException.class,
            () -> encode(PromptInput.ofPrompt("r", "a"), SamplingParams.builder().maxTokens(-1)));

    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refused).hasMessageContaining("max_tokens is -1");
  }

  @Test
  void aPromptOfTooManyTokensIsRefused() {
    assertRefused(
        PromptInput.ofPrompt("r", "a".repeat(20)),
        ErrorCode.PROMPT_TOO_LONG,
        "the prompt has 20 tokens, but at most 19 fit");
  }

  @Test
  void megabytesAreRefusedBeforeTheyAreTokenized() {
    ServedModel served = Models.served(20, true);
    PromptEncoder wary =
        new PromptEncoder(
            new ServedModel(
                served.config(),
                served.hash(),
                served.maxModelLen(),
                Optional.of(new NeverEncodes()),
                served.template()));
    String tenMegabytes = "a".repeat(10 << 20);

    for (PromptInput input :
        List.of(
            PromptInput.ofPrompt("r", tenMegabytes),
            PromptInput.ofInstruction("r", tenMegabytes, null),
            PromptInput.ofInstruction("r", "a", tenMegabytes))) {
      assertRefused(wary, input, ErrorCode.PROMPT_TOO_LONG, "more than any 20 tokens hold");
    }
  }

  private GenerationRequest encode(PromptInput input, SamplingParamsBuilder sampling) {
    return encoder.encode(7, input, sampling, OptionalLong.empty());
  }

  private static GenerationRequest encode(PromptEncoder encoder, PromptInput input) {
    return encoder.encode(7, input, SamplingParams.builder(), OptionalLong.empty());
  }

  private void assertRefused(PromptInput input, ErrorCode code, String message) {
    assertRefused(encoder, input, code, message);
  }

  private static void assertRefused(
      PromptEncoder encoder, PromptInput input, ErrorCode code, String message) {
    RequestException refused =
        catchThrowableOfType(RequestException.class, () -> encode(encoder, input));
    assertThat(refused).isNotNull().hasMessageContaining(message);
    assertThat(refused.code()).isEqualTo(code);
  }

  private static final class NeverEncodes implements Tokenizer {
    @Override
    public int[] encode(String text) {
      throw new AssertionError("tokenized %d characters".formatted(text.length()));
    }

    @Override
    public String decode(int[] tokenIds) {
      throw new AssertionError();
    }

    @Override
    public int size() {
      return Models.USABLE;
    }

    @Override
    public void close() {}
  }
}
