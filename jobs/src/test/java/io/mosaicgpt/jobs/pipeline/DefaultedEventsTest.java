package io.mosaicgpt.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.job.EventDefaults;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DefaultedEventsTest {
  private static final DefaultedEvents DEFAULTS =
      new DefaultedEvents(new EventDefaults(Optional.of("Label."), List.of("a", "b")));

  private static Instruction after(Instruction.Builder event) {
    return ((DecodedEvent.Readable)
            DEFAULTS.map(new DecodedEvent.Readable(event.setRequestId("1").build(), null, null)))
        .instruction();
  }

  @Test
  void aContextAloneIsLabelled() {
    Instruction labelled = after(Instruction.newBuilder().setContext("c"));

    assertThat(labelled.getInstruction()).isEqualTo("Label.");
    assertThat(labelled.getContext()).isEqualTo("c");
    assertThat(labelled.getChoices()).containsExactly("a", "b");
  }

  @Test
  void whatAnEventSaysItselfStays() {
    Instruction own =
        after(Instruction.newBuilder().setInstruction("Do.").setChoices(List.of("x")));
    Instruction prompt = after(Instruction.newBuilder().setPrompt("p"));
    Instruction form = after(Instruction.newBuilder().setContext("c").setRegex("z"));

    assertThat(own.getInstruction()).isEqualTo("Do.");
    assertThat(own.getChoices()).containsExactly("x");
    assertThat(prompt.getInstruction()).isNull();
    assertThat(prompt.getChoices()).containsExactly("a", "b");
    assertThat(form.getInstruction()).isEqualTo("Label.");
    assertThat(form.getChoices()).isEmpty();
  }

  @Test
  void recordsWithinAnEventStay() {
    SamplingOptions sampling = SamplingOptions.newBuilder().setMaxTokens(4).build();
    Map<String, String> metadata = Map.of("k", "v");
    Instruction.Builder event =
        Instruction.newBuilder().setContext("c").setSampling(sampling).setMetadata(metadata);
    Instruction labelled = after(event);

    assertThat(labelled.getChoices()).containsExactly("a", "b");
    assertThat(labelled.getSampling()).isEqualTo(sampling);
    assertThat(labelled.getMetadata()).isEqualTo(metadata);
    assertThat(event.build().getInstruction()).isNull();
  }

  @Test
  void anUnreadableEventPassesUntouched() {
    DecodedEvent bad =
        new DecodedEvent.Unreadable(ErrorCode.UNREADABLE_EVENT, "no", null, new byte[] {1});

    assertThat(DEFAULTS.map(bad)).isSameAs(bad);
  }
}
