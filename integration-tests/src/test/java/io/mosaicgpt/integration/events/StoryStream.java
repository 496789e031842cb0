package io.mosaicgpt.integration.events;

import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** An endless stream of instructions and unreadable events that follows from its seed. */
public final class StoryStream {
  /** Answers of these go on for as long as they may. */
  private static final String[] FORMS = {"[a-z ]+", "([A-Z][a-z]*[,.]? )*", "(\\d+, )*"};

  /** Answers of these may also end before. */
  private static final String[] SCHEMAS = {
    """
    {"type": "array", "items": {"type": "string"}, "minItems": 2}""",
    """
    {"type": "array", "items": {"type": ["number", "boolean"]}, "minItems": 4}""",
    """
    {"type": "object", "additionalProperties": false, "required": ["name", "orders"],
     "properties": {"name": {"type": "string"}, "orders": {"$ref": "#/$defs/orders"}},
     "$defs": {"orders": {"type": "array", "items": {"enum": ["box", "chest"]}}}}"""
  };

  private final Random random;
  private final int leastTokens;
  private final int mostTokens;
  private final boolean formed;
  private int told;

  /** A stream whose answers have from {@code leastTokens} to {@code mostTokens} tokens. */
  public StoryStream(long seed, int leastTokens, int mostTokens) {
    this(seed, leastTokens, mostTokens, false);
  }

  private StoryStream(long seed, int leastTokens, int mostTokens, boolean formed) {
    this.random = new Random(seed);
    this.leastTokens = leastTokens;
    this.mostTokens = mostTokens;
    this.formed = formed;
  }

  /** The same, but of some answers a form is asked. */
  public static StoryStream withForms(long seed, int leastTokens, int mostTokens) {
    return new StoryStream(seed, leastTokens, mostTokens, true);
  }

  /** The next instruction. Half of them are greedy, half sampled, with and without a seed. */
  public Instruction next() {
    int number = told++;
    SamplingOptions.Builder sampling =
        SamplingOptions.newBuilder()
            .setMaxTokens(leastTokens + random.nextInt(mostTokens - leastTokens + 1))
            .setIgnoreEos(true);
    switch (random.nextInt(4)) {
      case 0 -> sampling.setTemperature(0.0).setRepetitionPenalty(1.2);
      case 1 -> sampling.setTemperature(0.0).setFrequencyPenalty(0.4);
      case 2 -> sampling.setTemperature(0.7 + random.nextDouble()).setSeed(random.nextLong());
      default -> sampling.setTemperature(1.0).setTopK(50).setTopP(0.9);
    }
    Instruction.Builder story =
        Instruction.newBuilder().setRequestId("event-" + number).setSampling(sampling.build());
    int customer = random.nextInt(1_000_000);
    if (random.nextBoolean()) {
      return story
          .setInstruction("Tell the story of customer number %d.".formatted(customer))
          .setContext("The customer ordered %d boxes.".formatted(random.nextInt(100)))
          .build();
    }
    story.setPrompt("Once upon a time there were %d orders, and".formatted(customer));
    if (formed && random.nextInt(3) == 0) {
      int form = random.nextInt(FORMS.length);
      if (customer % 2 == 0) {
        story.setRegex(FORMS[form]);
      } else {
        story.setJsonSchema(SCHEMAS[form]);
      }
    }
    return story.build();
  }

  /** A prompt of these tokens, again and again: wherever it is cut, one piece has all of them. */
  public Instruction repeating(List<Integer> tokens) {
    return Instruction.newBuilder()
        .setRequestId("tokens-" + told++)
        .setPromptTokenIds(Collections.nCopies(10, tokens).stream().flatMap(List::stream).toList())
        .build();
  }

  /** Bytes that no decoder takes. */
  public byte[] unreadable() {
    byte[] bytes = new byte[1 + random.nextInt(200)];
    random.nextBytes(bytes);
    bytes[0] = (byte) 0xFF;
    return bytes;
  }
}
