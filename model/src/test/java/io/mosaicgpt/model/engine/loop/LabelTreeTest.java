package io.mosaicgpt.model.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Labels that are computed as a tree score as they do one after the other, and each by itself. */
class LabelTreeTest {
  private static final int VOCAB = InvarianceModel.VOCAB;
  private static final int SETS = 12;

  @ParameterizedTest
  @EnumSource
  void aTreeHasTheBitsOfItsBranches(ElementType type) throws IOException {
    Random random = new Random(7);
    int fewer = 0;
    try (InvarianceModel model = InvarianceModel.load(type, 256, 2, 2)) {
      for (int set = 0; set < SETS; set++) {
        GenerationRequest request = request(random, set);
        LentSlots branchSlots = model.lend(1, 64, 0).withoutTrees();
        double[] branches = totals(model, branchSlots, 448, request);
        LentSlots treeSlots = model.lend(1, 64, 0);
        assertThat(totals(model, treeSlots, 448, request)).as("set %d", set).isEqualTo(branches);
        fewer += treeSlots.steps() < branchSlots.steps() ? 1 : 0;
        int chunk = 1 + random.nextInt(40);
        assertThat(totals(model, model.lend(1, 64, 0), chunk, request))
            .as("set %d in chunks of %d", set, chunk)
            .isEqualTo(branches);
        if (type == ElementType.FLOAT32) {
          requireSumsOfStrings(model, request, branches);
        }
      }
    }
    assertThat(fewer).isGreaterThan(SETS / 2);
  }

  /** Each label's tokens behind the prompt as one text, whose tokens are scored. */
  private static void requireSumsOfStrings(
      InvarianceModel model, GenerationRequest request, double[] totals) {
    for (int i = 0; i < totals.length; i += 1 + totals.length / 8) {
      int[] label = request.choices().get(i).tokenIds();
      int[] prompt = request.promptTokens();
      int[] text = Arrays.copyOf(prompt, prompt.length + label.length);
      System.arraycopy(label, 0, text, prompt.length, label.length);
      GenerationRequest scored =
          request(text, List.of(), SamplingParams.builder().maxTokens(1).build())
              .withPromptLogprobs();
      double[] logprobs = TurnedEngine.alone(model, scored).prompt();
      double sum = Arrays.stream(logprobs).skip(prompt.length).sum();
      assertThat(totals[i]).isCloseTo(sum, within(1e-5));
    }
  }

  private static double[] totals(
      InvarianceModel model, LentSlots slots, int mostTokens, GenerationRequest request) {
    Map<Long, Progress> progress = new HashMap<>();
    progress.put(request.key(), new Progress());
    BatchingOptions options = new BatchingOptions(mostTokens, InvarianceModel.MAX_LENGTH, 0, false);
    TurnedEngine engine = new TurnedEngine(model.served(), slots, options, 1, progress);
    engine.submit(request);
    while (!progress.get(request.key()).hasEnded()) {
      engine.turn();
    }
    return progress.get(request.key()).observed().choices();
  }

  /** Random labels: many begin alike, some begin others, each has its end. */
  private static GenerationRequest request(Random random, int set) {
    int[] prompt = random.ints(1 + random.nextInt(200), 0, VOCAB).toArray();
    int count = set == 0 ? 1 : 2 + random.nextInt(set % 4 == 1 ? 150 : 20);
    int[] end = random.ints(random.nextInt(4), 1, VOCAB).toArray();
    List<int[]> bodies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] begin = bodies.isEmpty() ? new int[0] : bodies.get(random.nextInt(bodies.size()));
      int[] kept = Arrays.copyOf(begin, random.nextInt(begin.length + 1));
      bodies.add(
          IntStream.concat(IntStream.of(kept), random.ints(1 + random.nextInt(4), 1, VOCAB))
              .limit(40)
              .toArray());
    }
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ended =
          IntStream.concat(
                  IntStream.of(bodies.get(i)), IntStream.concat(IntStream.of(end), IntStream.of(0)))
              .toArray();
      choices.add(new Choice("label " + i, ended));
    }
    return request(prompt, choices, SamplingParams.defaults());
  }

  private static GenerationRequest request(
      int[] prompt, List<Choice> choices, SamplingParams sampling) {
    return new GenerationRequest(
        1, "r", prompt, new int[0], sampling, choices, false, 0, GenerationRequest.NO_DEADLINE);
  }
}
