package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.model.generation.Labelling;
import io.mosaicgpt.model.generation.RequestedForm;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.SamplingParamsBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Requests of every kind. Many prompts begin alike, so that prefixes are found. */
final class RandomRequests {
  private static final String[] STOPS = {"ab", "cd", "abc", "x", "da ", "é", "bcda", "yxy"};

  private static final String[] FORMS = {
    "[a-d]+",
    "(ab|cd)*x",
    "a{2,5}",
    "[a-d ]*(xy)?",
    "(x|y| )+",
    "(é)+|abc",
    "(a|b|c|d|x|y| |é)+",
    "x?y?",
    "(abcd|daé)( abcd)*",
    "[ab]cd aa[xy]"
  };

  /** Tokens of the longest of these forms' shortest answers. */
  private static final int SHORTEST = 7;

  private static final String[] ENDS = {"", "xx", "xyx", "da", " x"};

  private final Random random;
  private final int limit;
  private final boolean withTokenizer;
  private GenerationRequest last;

  RandomRequests(Random random, int limit, boolean withTokenizer) {
    this.random = random;
    this.limit = limit;
    this.withTokenizer = withTokenizer;
  }

  GenerationRequest next(long key) {
    if (last != null && random.nextInt(5) == 0) {
      return again(key);
    }
    last = fresh(key);
    return last;
  }

  /** The last one once more: everything of it may be in the prefix cache. */
  private GenerationRequest again(long key) {
    return new GenerationRequest(
        key,
        "request-" + key,
        last.promptTokens(),
        new int[0],
        last.sampling(),
        last.choices(),
        last.form(),
        last.labelling(),
        last.promptLogprobs(),
        random.nextInt(3),
        GenerationRequest.NO_DEADLINE);
  }

  private GenerationRequest fresh(long key) {
    boolean scores = random.nextInt(6) == 0;
    boolean chooses = random.nextInt(3) == 0 && limit > 13;
    int most = chooses ? limit - 12 : scores ? limit : limit - 1;
    int[] prompt = new int[1 + random.nextInt(most)];
    int shared = random.nextInt(30);
    for (int i = 0; i < prompt.length; i++) {
      prompt[i] = i < shared ? i % Models.USABLE : random.nextInt(Models.VOCAB);
    }
    List<Choice> choices = chooses ? choices() : List.of();
    GenerationRequest request =
        new GenerationRequest(
            key,
            "request-" + key,
            prompt,
            new int[0],
            sampling(),
            choices,
            Optional.empty(),
            chooses && random.nextBoolean() ? heldAgainst(prompt, choices) : Labelling.PLAIN,
            scores,
            random.nextInt(3),
            GenerationRequest.NO_DEADLINE);
    boolean room = prompt.length + SHORTEST <= limit && request.sampling().maxTokens() >= SHORTEST;
    boolean formed = withTokenizer && !chooses && room && random.nextInt(3) == 0;
    return formed ? formed(request) : request;
  }

  /** With a form, and often an end whose tokens the form allows, too. */
  private GenerationRequest formed(GenerationRequest request) {
    FormText form = FormText.regex(FORMS[random.nextInt(FORMS.length)]);
    String end = ENDS[random.nextInt(ENDS.length)];
    SamplingParams sampling = request.sampling();
    return new GenerationRequest(
        request.key(),
        request.requestId(),
        request.promptTokens(),
        new int[0],
        end.isEmpty() ? sampling : sampling.alsoStoppingAt(List.of(end)),
        List.of(),
        Optional.of(new RequestedForm(form, Models.TOKENIZER.encode(end))),
        Labelling.PLAIN,
        request.promptLogprobs(),
        request.priority(),
        GenerationRequest.NO_DEADLINE);
  }

  /** A prompt that begins like the request's own. */
  private Labelling heldAgainst(int[] prompt, List<Choice> choices) {
    int[] without = Arrays.copyOf(prompt, 1 + random.nextInt(limit - 12));
    int shared = random.nextInt(without.length);
    for (int i = shared; i < without.length; i++) {
      without[i] = i % 5;
    }
    return new Labelling(LabelOptions.DEFAULTS, without, choices);
  }

  private List<Choice> choices() {
    List<Choice> choices = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      choices.add(new Choice("label " + i, random.ints(1 + random.nextInt(12), 0, 3).toArray()));
    }
    return choices;
  }

  private SamplingParams sampling() {
    int maxTokens = 1 + random.nextInt(24);
    SamplingParamsBuilder sampling =
        SamplingParams.builder().maxTokens(maxTokens).seed(random.nextLong());
    if (random.nextBoolean()) {
      sampling.temperature(0.3 + random.nextDouble());
      sampling.topP(0.5 + random.nextDouble() / 2).topK(random.nextInt(Models.USABLE));
    }
    if (random.nextInt(4) == 0) {
      sampling.repetitionPenalty(1.3).presencePenalty(0.5).frequencyPenalty(0.2);
    }
    if (random.nextInt(4) == 0) {
      sampling.minTokens(random.nextInt(maxTokens + 1));
    }
    if (random.nextInt(4) == 0) {
      sampling.stopTokenIds(List.of(1 + random.nextInt(17), 1 + random.nextInt(17)));
    }
    if (random.nextInt(4) == 0) {
      sampling.logprobs(random.nextInt(4));
    }
    sampling.ignoreEos(random.nextInt(3) == 0);
    if (withTokenizer && random.nextBoolean()) {
      sampling.stop(
          List.of(STOPS[random.nextInt(STOPS.length)], STOPS[random.nextInt(STOPS.length)]));
    }
    return sampling.build();
  }
}
