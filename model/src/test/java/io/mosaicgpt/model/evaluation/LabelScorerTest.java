package io.mosaicgpt.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mosaicgpt.model.client.InferenceClient;
import io.mosaicgpt.model.corpus.CorpusException;
import io.mosaicgpt.model.corpus.Example;
import io.mosaicgpt.model.corpus.Place;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.pool.EngineRegistry;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LabelScorerTest {
  private static final String INSTRUCTION = "Classify the customer's message";
  private static final List<String> LABELS = List.of("card arrival", "cash", "card lost");

  private static InferenceEngine engine;

  @BeforeAll
  static void load() {
    engine = EngineRegistry.acquire(EngineSpec.of(EngineSpec.EMBEDDED));
  }

  @AfterAll
  static void unload() {
    engine.close();
  }

  private static Example.Labelled example(int line, String text, String label) {
    return new Example.Labelled(new Place("eval.csv", line), "", text, label);
  }

  @Test
  void scoresAreThoseThatServingGivesEachExample() throws Exception {
    List<Example.Labelled> examples =
        IntStream.range(0, 100)
            .mapToObj(i -> example(i + 1, "Card " + i + " is lost", LABELS.get(i % 3)))
            .toList();
    List<Integer> heard = Collections.synchronizedList(new ArrayList<>());

    ScoredExamples scored =
        new LabelScorer(engine, INSTRUCTION, LABELS)
            .score(examples, (done, total) -> heard.add(1000 * done + total));

    assertThat(scored.size()).isEqualTo(100);
    assertThat(scored.labels()).isEqualTo(LABELS);
    assertThat(heard)
        .isEqualTo(IntStream.rangeClosed(1, 100).mapToObj(i -> 1000 * i + 100).toList());
    try (InferenceClient client = InferenceClient.of(engine)) {
      for (int i = 0; i < 100; i += 33) {
        assertThat(scored.truth(i)).isEqualTo(i % 3);
        assertThat(scored.logprobs(i))
            .isEqualTo(client.serve(request(examples.get(i).text())).finished().choiceLogprobs());
      }
    }
  }

  @Test
  void labelsOfAnyTextScoreWhatTheirStringsDo() throws Exception {
    List<String> labels =
        List.of("Zürich", "Zürich Nord", "日本", "日本語", "🎉", "🎉 party", "a", "ab", "a b", "été\nß");
    GenerationRequest request = request("Où est ma carte?", labels);
    try (InferenceClient client = InferenceClient.of(engine)) {
      double[] totals = client.serve(request).finished().choiceLogprobs();
      for (int i = 0; i < labels.size(); i++) {
        int[] label = request.choices().get(i).tokenIds();
        int[] prompt = request.promptTokens();
        int[] text = Arrays.copyOf(prompt, prompt.length + label.length);
        System.arraycopy(label, 0, text, prompt.length, label.length);
        double[] logprobs =
            client
                .serve(
                    new PromptEncoder(engine.model())
                        .encodeForScores(0, PromptInput.ofTokenIds("r", text)))
                .finished()
                .promptLogprobs();
        double sum = Arrays.stream(logprobs).skip(prompt.length).sum();
        assertThat(totals[i]).as(labels.get(i)).isCloseTo(sum, within(1e-5));
      }
    }
  }

  private static GenerationRequest request(String text) {
    return request(text, LABELS);
  }

  private static GenerationRequest request(String text, List<String> labels) {
    return new PromptEncoder(engine.model())
        .encode(
            0,
            PromptInput.ofInstruction("r", INSTRUCTION, text).withChoices(labels),
            SamplingParams.builder(),
            OptionalLong.empty());
  }

  @Test
  void anExampleOfNoLabelIsScoredWhereNobodyAsksForItsOwn() throws Exception {
    LabelScorer scorer = new LabelScorer(engine, INSTRUCTION, LABELS);
    List<Example.Labelled> outside = List.of(example(7, "What is the weather?", "out of scope"));

    assertThat(scorer.logprobs(outside, LabelScorer.Progress.NONE))
        .hasSize(1)
        .allSatisfy(scores -> assertThat(scores).hasSize(3).doesNotContain(Double.NaN));
    assertThatThrownBy(() -> scorer.score(outside, LabelScorer.Progress.NONE))
        .isInstanceOf(CorpusException.class)
        .hasMessage(
            "eval.csv, line 7, has the label 'out of scope', which is none of the 3 to choose from:"
                + " add it to them, or leave the line out.");
  }

  @Test
  void anExampleFitsOnlyIfItDoesWithTheLongestLabel() {
    LabelScorer scorer = new LabelScorer(engine, INSTRUCTION, LABELS);
    int words = engine.model().maxModelLen();
    while (!scorer.fits(example(1, "1 ".repeat(words), "cash"))) {
      words--;
    }
    assertThat(words).isPositive();
    LabelScorer withLonger =
        new LabelScorer(
            engine, INSTRUCTION, List.of("cash", "a label of more words than are left"));
    assertThat(withLonger.fits(example(1, "1 ".repeat(words), "cash"))).isFalse();
    assertThat(withLonger.fits(example(2, "short", "cash"))).isTrue();
    LabelScorer twice = new LabelScorer(engine, INSTRUCTION, List.of("a", "a"));
    assertThatThrownBy(() -> twice.fits(example(3, "short", "a")))
        .isInstanceOf(RequestException.class);
  }

  @Test
  void whatServingRefusesIsRefusedWithItsPlace() {
    LabelScorer twice = new LabelScorer(engine, INSTRUCTION, List.of("a", "a"));
    assertThatThrownBy(() -> twice.score(List.of(example(2, "x", "a")), LabelScorer.Progress.NONE))
        .isInstanceOf(RequestException.class)
        .hasMessage("eval.csv, line 2: choices has \"a\" twice: give every label once");

    LabelScorer scorer = new LabelScorer(engine, INSTRUCTION, LABELS);
    List<Example.Labelled> examples =
        List.of(example(2, "x", "cash"), example(3, "long ".repeat(2000), "cash"));
    assertThatThrownBy(() -> scorer.score(examples, LabelScorer.Progress.NONE))
        .isInstanceOf(RequestException.class)
        .hasMessageStartingWith("eval.csv, line 3: the prompt has ");
  }
}
