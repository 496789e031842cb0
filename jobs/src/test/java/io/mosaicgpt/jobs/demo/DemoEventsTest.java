package io.mosaicgpt.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.InstructionDecoder;
import io.mosaicgpt.schemas.Instruction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoEventsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> INTENTS = List.of("card arrival", "change pin");
  private static final DemoTexts TEXTS =
      new DemoTexts(
          List.of(
              new DemoText("m1", "Where is my card?", Optional.of("card arrival")),
              new DemoText("q1", "Why?", Optional.empty())),
          INTENTS);

  private final InstructionDecoder decoder = new InstructionDecoder(1 << 20, Optional.empty());

  @Test
  void aMessageIsLabelledWithoutBeingToldItsIntent() throws Exception {
    Instruction message = decoded(DemoEvents.of(TEXTS, "t", NOW).get(0));

    assertThat(message.getRequestId()).isEqualTo("m1");
    assertThat(message.getInstruction()).isEqualTo("Classify the customer's message");
    assertThat(message.getContext()).isEqualTo("Where is my card?");
    assertThat(message.getChoices()).isEqualTo(INTENTS);
    assertThat(message.getMetadata()).isEmpty();
    assertThat(message.getCreatedAt()).isEqualTo(NOW);
  }

  @Test
  void aQuestionIsAnsweredInAFewWords() throws Exception {
    Instruction question = decoded(DemoEvents.of(TEXTS, "t", NOW).get(2));

    assertThat(question.getRequestId()).isEqualTo("q1");
    assertThat(question.getInstruction()).isEqualTo("Why?");
    assertThat(question.getContext()).isNull();
    assertThat(question.getChoices()).isEmpty();
    assertThat(question.getSampling().getMaxTokens()).isEqualTo(40);
  }

  @Test
  void everyEventOfTheDemoButThePoisonIsReadable() throws Exception {
    List<DemoEvents.Event> events = DemoEvents.of(DemoTexts.load(), "t", NOW);

    assertThat(events).hasSize(111);
    for (DemoEvents.Event event : events) {
      if (event.key().equals("poison")) {
        assertThat(decoder.decode(event.value(), null)).isInstanceOf(DecodedEvent.Unreadable.class);
      } else {
        assertThat(decoded(event).getRequestId()).isEqualTo(event.key());
      }
    }
  }

  private Instruction decoded(DemoEvents.Event event) throws Exception {
    assertThat(event.value()[0]).isEqualTo((byte) 0xC3);
    return ((DecodedEvent.Readable) decoder.decode(event.value(), null)).instruction();
  }
}
