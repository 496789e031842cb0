package io.mosaicgpt.model.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.corpus.Example;
import io.mosaicgpt.model.corpus.Place;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.pool.ModelOutline;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import io.mosaicgpt.model.prompt.PromptTemplate;
import io.mosaicgpt.model.prompt.PromptTemplates;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A record has the tokens that serving scores for its label, or generates for its response. */
class RecordsAreServedTest {
  private static final String INSTRUCTION = "Classify the customer's message.";
  private static final List<String> LABELS =
      List.of("card arrival", "cash", "12", "late?", "\u00e9t\u00e9", " led by a blank");

  private static ModelOutline outline;

  @BeforeAll
  static void open() {
    outline = ModelOutline.of(EngineSpec.of(EngineSpec.EMBEDDED));
  }

  @AfterAll
  static void close() {
    outline.close();
  }

  @Test
  void labelsAreWhatServingScores() {
    SplittableRandom random = new SplittableRandom(8);
    for (PromptTemplate template : templates()) {
      PromptEncoder encoder = new PromptEncoder(served(template));
      for (int round = 0; round < 100; round++) {
        String text = text(random);
        GenerationRequest request =
            encoder.encode(
                0,
                new PromptInput("r", INSTRUCTION, text, null, null, LABELS),
                SamplingParams.builder(),
                OptionalLong.empty());
        for (int i = 0; i < LABELS.size(); i++) {
          TrainingRecord record =
              record(template, new Example.Labelled(new Place("a", 1), "", text, LABELS.get(i)));

          int[] choice = request.choices().get(i).tokenIds();
          assertThat(record.tokens())
              .as("<%s>", text)
              .startsWith(request.promptTokens())
              .endsWith(choice)
              .hasSize(request.promptTokens().length + choice.length);
          assertThat(record.firstCounted()).isGreaterThanOrEqualTo(request.promptTokens().length);
        }
      }
    }
  }

  @Test
  void responsesBeginWhereServingBeginsToGenerate() {
    SplittableRandom random = new SplittableRandom(9);
    for (PromptTemplate template : List.of(PromptTemplates.dolly(), PromptTemplates.raw())) {
      PromptEncoder encoder = new PromptEncoder(served(template));
      for (int round = 0; round < 100; round++) {
        String context = text(random);
        GenerationRequest request =
            encoder.encode(
                0,
                PromptInput.ofInstruction("r", INSTRUCTION, context),
                SamplingParams.builder(),
                OptionalLong.empty());

        TrainingRecord record =
            record(
                template,
                new Example.Answered(new Place("a", 1), INSTRUCTION, context, "An answer."));

        int[] prompt = Arrays.copyOf(record.tokens(), record.firstCounted());
        assertThat(prompt).as("<%s>", context).isEqualTo(request.promptTokens());
      }
    }
  }

  private static List<PromptTemplate> templates() {
    return List.of(
        PromptTemplates.dolly(),
        PromptTemplates.raw(),
        PromptTemplates.parse("{instruction} {context} Answer: "));
  }

  private static ServedModel served(PromptTemplate template) {
    ServedModel model = outline.model();
    return new ServedModel(
        model.config(), model.hash(), model.maxModelLen(), model.tokenizer(), template);
  }

  private static TrainingRecord record(PromptTemplate template, Example example) {
    ServedModel model = outline.model();
    List<TrainingRecord> records = new ArrayList<>();
    new RecordEncoder(
            new RecordFormat(
                model.tokenizer().orElseThrow(),
                template,
                model.config().eosTokenId(),
                model.maxModelLen(),
                INSTRUCTION))
        .encode(example, records::add);
    return records.get(0);
  }

  /** Never blank, since serving takes a blank context for none. */
  private static String text(SplittableRandom random) {
    String letters = "aebst   ,.\n1\u0301\u00e9\u65e5";
    return IntStream.range(0, random.nextInt(30))
        .mapToObj(i -> String.valueOf(letters.charAt(random.nextInt(letters.length()))))
        .reduce("My card", String::concat);
  }
}
