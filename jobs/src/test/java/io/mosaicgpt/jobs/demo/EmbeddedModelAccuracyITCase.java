package io.mosaicgpt.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.client.Answer;
import io.mosaicgpt.model.client.InferenceClient;
import io.mosaicgpt.model.corpus.Example;
import io.mosaicgpt.model.corpus.Place;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.pool.EngineRegistry;
import io.mosaicgpt.model.evaluation.LabelScorer;
import io.mosaicgpt.model.evaluation.ScoredExamples;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the embedded model makes of the demo's texts. */
class EmbeddedModelAccuracyITCase {
  private static final DemoTexts TEXTS = DemoTexts.load();

  /** The first is 10 % likelier than the second: any rounding decides what is nearer. */
  private static final double NEAR_TIE = 0.1;

  private static ScoredExamples scored;

  @BeforeAll
  static void score() throws InterruptedException {
    scored = score("float32");
  }

  private static InferenceEngine engine(String dtype) {
    return EngineRegistry.acquire(
        new EngineSpec(EngineSpec.EMBEDDED, dtype, "cpu", 16, 512, 0, 0, ""));
  }

  private static ScoredExamples score(String dtype) throws InterruptedException {
    List<DemoText> messages = TEXTS.messages();
    List<Example.Labelled> examples =
        IntStream.range(0, messages.size()).mapToObj(i -> example(i + 1, messages.get(i))).toList();
    try (InferenceEngine engine = engine(dtype)) {
      return new LabelScorer(engine, DemoTexts.INSTRUCTION, TEXTS.intents())
          .score(examples, LabelScorer.Progress.NONE);
    }
  }

  private static Example.Labelled example(int line, DemoText message) {
    return new Example.Labelled(
        new Place("messages", line), "", message.text(), message.intent().orElseThrow());
  }

  @Test
  void atLeastFourOfFiveMessagesGetTheirIntent() {
    List<String> wrong =
        IntStream.range(0, scored.size())
            .filter(i -> scored.predicted(i) != scored.truth(i))
            .mapToObj(
                i ->
                    "%s: %s, not %s"
                        .formatted(
                            TEXTS.messages().get(i).text(),
                            label(scored.predicted(i)),
                            label(scored.truth(i))))
            .toList();

    assertThat(wrong).hasSizeLessThanOrEqualTo(scored.size() / 5);
  }

  private static String label(int index) {
    return TEXTS.intents().get(index);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bfloat16", "int8"})
  void aSmallerTypeGivesTheSameIntents(String dtype) throws InterruptedException {
    ScoredExamples rounded = score(dtype);

    List<String> different =
        IntStream.range(0, scored.size())
            .filter(i -> margin(i) > NEAR_TIE)
            .filter(i -> rounded.predicted(i) != scored.predicted(i))
            .mapToObj(i -> "%s (%.3f)".formatted(TEXTS.messages().get(i).text(), margin(i)))
            .toList();
    assertThat(different).isEmpty();
  }

  @Test
  void fewIntentsAreNearTies() {
    assertThat(IntStream.range(0, scored.size()).filter(i -> margin(i) <= NEAR_TIE).count())
        .isLessThanOrEqualTo(scored.size() / 10);
  }

  /** By how many nats the likeliest intent is ahead of the next. */
  private static double margin(int message) {
    double[] logprobs = scored.logprobs(message);
    Arrays.sort(logprobs);
    return logprobs[logprobs.length - 1] - logprobs[logprobs.length - 2];
  }

  @Test
  void mostAnswersToTheQuestionsEndByThemselves() throws Exception {
    List<String> cut = new ArrayList<>();
    List<DemoText> questions =
        TEXTS.all().stream().filter(text -> text.intent().isEmpty()).toList();
    try (InferenceEngine engine = engine("float32");
        InferenceClient client = InferenceClient.of(engine)) {
      PromptEncoder encoder = new PromptEncoder(engine.model());
      for (DemoText question : questions) {
        Answer answer =
            client.serve(
                encoder.encode(
                    0,
                    PromptInput.ofInstruction(question.id(), question.text(), null),
                    engine.model().sampling().maxTokens(DemoEvents.ANSWER_TOKENS),
                    OptionalLong.of(0)));
        assertThat(answer.text()).as(question.text()).isNotBlank();
        if (answer.finishReason() != EndReason.STOP) {
          cut.add(question.text() + " " + answer.text());
        }
      }
    }

    assertThat(cut).hasSizeLessThan(questions.size() / 2);
  }
}
