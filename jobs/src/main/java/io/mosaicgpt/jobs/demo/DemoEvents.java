package io.mosaicgpt.jobs.demo;

import io.mosaicgpt.operators.wire.RecordEncoder;
import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the demo sends: an instruction for every text, and one event that nobody can read. */
final class DemoEvents {
  static final int ANSWER_TOKENS = 40;

  /** Looks like text, decodes as nothing. */
  private static final byte[] POISON =
      "\u00ffThis event is no instruction.".getBytes(StandardCharsets.ISO_8859_1);

  private DemoEvents() {}

  /**
   * One record for the input topic.
   *
   * @param key the request's id
   * @param value bytes of the event
   */
  record Event(String key, byte[] value) {}

  /** The instructions as Avro, with the poison event in the middle. */
  static List<Event> of(DemoTexts texts, String topic, Instant createdAt) throws IOException {
    RecordEncoder<Instruction> encoder =
        RecordEncoding.AVRO.encoder(Instruction.getClassSchema(), topic, Optional.empty());
    List<Event> events = new ArrayList<>();
    for (DemoText text : texts.all()) {
      Instruction instruction = instruction(text, texts.intents());
      instruction.setCreatedAt(createdAt);
      events.add(new Event(text.id(), encoder.encode(instruction)));
    }
    events.add(events.size() / 2, new Event("poison", POISON));
    return events;
  }

  /** A message is labelled, a question answered. The message's own intent is not among the data. */
  private static Instruction instruction(DemoText text, List<String> intents) {
    Instruction.Builder instruction = Instruction.newBuilder().setRequestId(text.id());
    if (text.intent().isPresent()) {
      return instruction
          .setInstruction(DemoTexts.INSTRUCTION)
          .setContext(text.text())
          .setChoices(intents)
          .build();
    }
    return instruction
        .setInstruction(text.text())
        .setSampling(SamplingOptions.newBuilder().setMaxTokens(ANSWER_TOKENS).build())
        .build();
  }
}
