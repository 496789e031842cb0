package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.RequestedForm;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.SamplingParamsBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Requests of every kind with what each brings alone. Many begin with the same words, say the same
 * again, or go on where another one and its answer ended.
 */
final class InvarianceRequests {
  private static final int LONGEST_PROMPT = 300;
  private static final int MOST_NEW = 20;

  private static final String[] FORMS = {
    "[a-q]*",
    "([a-c]{2}|[x-z]+\n)*",
    "[aeiou]+\n[a-z]{1,30}",
    "(a|b|ab|ba|zz)+",
    "(hello|goodbye)\n[a-e]{2}then[x-z]+"
  };

  /** Tokens of the longest of these forms' shortest answers. */
  private static final int SHORTEST = 7;

  private final Random random;
  private final List<int[]> beginnings = new ArrayList<>();
  private final List<Asked> asked = new ArrayList<>();

  private InvarianceRequests(long seed) {
    this.random = new Random(seed);
    for (int i = 0; i < 8; i++) {
      beginnings.add(tokens(5 + random.nextInt(200)));
    }
  }

  /** A request, and what it brings alone. */
  record Asked(GenerationRequest request, Observed alone) {
    String name() {
      SamplingParams sampling = request.sampling();
      return "request %d (%d prompt tokens, %s%s)"
          .formatted(
              request.key(),
              request.promptTokens().length,
              request.choices().isEmpty()
                  ? "temperature " + sampling.temperature()
                  : request.choices().size() + " labels",
              (sampling.penalizes() ? ", penalties" : "")
                  + request.form().map(form -> ", " + form.text()).orElse(""));
    }
  }

  static List<Asked> of(InvarianceModel model, int count, long seed) {
    InvarianceRequests requests = new InvarianceRequests(seed);
    for (int key = 0; key < count; key++) {
      GenerationRequest request = requests.request(key);
      requests.asked.add(new Asked(request, TurnedEngine.alone(model, request)));
    }
    return List.copyOf(requests.asked);
  }

  private GenerationRequest request(long key) {
    boolean chooses = random.nextInt(8) == 0;
    GenerationRequest request =
        new GenerationRequest(
            key,
            "request-" + key,
            prompt(),
            new int[0],
            sampling(),
            chooses ? choices() : List.of(),
            random.nextInt(12) == 0,
            random.nextInt(3),
            GenerationRequest.NO_DEADLINE);
    boolean room = request.sampling().maxTokens() >= SHORTEST;
    if (chooses || !room || random.nextInt(3) > 0) {
      return request;
    }
    String regex = FORMS[random.nextInt(FORMS.length)];
    int[] end = random.nextBoolean() ? new int[0] : new int[] {1 + random.nextInt(27), 1};
    return request.withForm(new RequestedForm(FormText.regex(regex), end));
  }

  private int[] prompt() {
    int kind = random.nextInt(10);
    if (kind < 4) {
      int[] beginning = beginnings.get(random.nextInt(beginnings.size()));
      int[] cut = Arrays.copyOf(beginning, 1 + random.nextInt(beginning.length));
      return joined(random.nextBoolean() ? beginning : cut, tokens(1 + random.nextInt(60)));
    }
    if (kind < 7 && !asked.isEmpty()) {
      Asked earlier = asked.get(random.nextInt(asked.size()));
      int[] prompt = earlier.request().promptTokens();
      int[] answer = earlier.alone().firstTokens(earlier.alone().tokens().size());
      return kind == 4 ? prompt : joined(joined(prompt, answer), tokens(1 + random.nextInt(30)));
    }
    return tokens(1 + random.nextInt(random.nextInt(3) == 0 ? LONGEST_PROMPT : 80));
  }

  private List<Choice> choices() {
    int[] shared = tokens(random.nextInt(4));
    List<Choice> choices = new ArrayList<>();
    for (int i = 1 + random.nextInt(5); i >= 0; i--) {
      choices.add(new Choice("label " + i, joined(shared, tokens(1 + random.nextInt(6)))));
    }
    return choices;
  }

  private SamplingParams sampling() {
    int maxTokens = 1 + random.nextInt(random.nextInt(8) == 0 ? 3 * MOST_NEW : MOST_NEW);
    SamplingParamsBuilder sampling =
        SamplingParams.builder()
            .maxTokens(maxTokens)
            .minTokens(random.nextInt(4) == 0 ? random.nextInt(maxTokens) : 0)
            .seed(random.nextLong())
            .ignoreEos(random.nextBoolean());
    if (random.nextInt(3) > 0) {
      sampling.logprobs(random.nextInt(21));
    }
    if (random.nextBoolean()) {
      sampling.temperature(0.2 + random.nextDouble());
      sampling.topP(random.nextBoolean() ? 1 : 0.5 + random.nextDouble() / 2);
      sampling.topK(random.nextBoolean() ? 0 : 1 + random.nextInt(100));
      sampling.minP(random.nextBoolean() ? 0 : random.nextDouble() / 10);
    }
    if (random.nextInt(4) == 0) {
      sampling.repetitionPenalty(1.2).presencePenalty(0.4).frequencyPenalty(0.3);
    }
    if (random.nextInt(4) == 0) {
      sampling.stopTokenIds(random.ints(20, 0, InvarianceModel.VOCAB).boxed().toList());
    }
    return sampling.build();
  }

  private int[] tokens(int count) {
    return random.ints(count, 0, InvarianceModel.VOCAB).toArray();
  }

  /** Both, cut so that there is room for an answer. */
  private static int[] joined(int[] first, int[] second) {
    int[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both.length <= LONGEST_PROMPT ? both : Arrays.copyOf(both, LONGEST_PROMPT);
  }
}
