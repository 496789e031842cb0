package io.mosaicgpt.model.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import io.mosaicgpt.model.sampling.Logprobs;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What labels of text come to, from the encoder through the engine. */
class LabelScoringTest {
  private static final List<String> LABELS = List.of("a", "ab");
  private static final List<String> TEXTS = List.of("c", "d", "x", "y", "cd", "dc", "xd", "yc");

  private final Harness harness = Harness.roomy();
  private final PromptEncoder encoder = new PromptEncoder(Models.served(64, true));
  private final Recorder recorder = new Recorder();
  private final EngineSession session = harness.open(recorder);

  @Test
  void theTextDecidesBetweenALabelAndOneThatBeginsLikeIt() {
    TreeMap<String, Integer> winners = new TreeMap<>();
    for (int i = 0; i < TEXTS.size(); i++) {
      double[] totals = totals(i, PromptInput.ofPrompt("r", TEXTS.get(i)));
      winners.merge(totals[0] >= totals[1] ? "a" : "ab", 1, Integer::sum);
    }

    assertThat(winners).containsOnlyKeys("a", "ab");
  }

  @Test
  void aLabelOfAnInstructionIsSummedUpToTheTemplatesEnd() {
    double[] totals = totals(1, PromptInput.ofInstruction("r", "cd", "b"));

    assertThat(totals[0]).isCloseTo(sum("xcdybx", "axx"), within(1e-9));
    assertThat(totals[1]).isCloseTo(sum("xcdybx", "abxx"), within(1e-9));
  }

  @Test
  void aLabelOfAFinishedPromptIsSummedUpToTheEndOfText() {
    double[] totals = totals(1, PromptInput.ofPrompt("r", "cd"));

    assertThat(totals[0]).isCloseTo(sum("cd", "a") + logprob("cda", Models.EOS), within(1e-9));
    assertThat(totals[1]).isCloseTo(sum("cd", "ab") + logprob("cdab", Models.EOS), within(1e-9));
    assertThat(totals(2, PromptInput.ofTokenIds("r", 3, 4))).isEqualTo(totals);
  }

  @Test
  void theAnswerIsTheLabelWithoutItsEnd() {
    totals(1, PromptInput.ofInstruction("r", "cd", null));

    assertThat(recorder.finished(1).text()).isIn(LABELS);
  }

  private double[] totals(long key, PromptInput input) {
    session.submit(
        encoder.encode(
            key, input.withChoices(LABELS), SamplingParams.builder(), OptionalLong.empty()));
    harness.runUntilIdle();
    return recorder.finished(key).choiceLogprobs();
  }

  /** Log probability of all the letters of {@code text} behind {@code prompt}. */
  private static double sum(String prompt, String text) {
    double sum = 0;
    for (int i = 0; i < text.length(); i++) {
      int token = Models.TOKENIZER.encode(text.substring(i, i + 1))[0];
      sum += logprob(prompt + text.substring(0, i), token);
    }
    return sum;
  }

  private static double logprob(String history, int token) {
    int[] ids = Models.TOKENIZER.encode(history);
    float[] logits = HashingModel.logits(ids, ids.length, Models.USABLE);
    return Logprobs.of(Arrays.copyOf(logits, Models.USABLE), token);
  }
}
