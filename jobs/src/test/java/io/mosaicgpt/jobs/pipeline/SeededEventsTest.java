package io.mosaicgpt.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import org.junit.jupiter.api.Test;

class SeededEventsTest {
  private static DecodedEvent event(String id, SamplingOptions sampling) {
    return new DecodedEvent.Readable(
        Instruction.newBuilder()
            .setRequestId(id)
            .setInstruction("Do it.")
            .setSampling(sampling)
            .build(),
        null,
        null);
  }

  private static SamplingOptions after(long jobSeed, DecodedEvent event) {
    return ((DecodedEvent.Readable) new SeededEvents(jobSeed).map(event))
        .instruction()
        .getSampling();
  }

  @Test
  void anEventWithoutASeedGetsOneOfTheJobsSeedAndItsId() {
    Long seed = after(1, event("a", null)).getSeed();

    assertThat(seed).isNotNull().isEqualTo(after(1, event("a", null)).getSeed());
    assertThat(after(2, event("a", null)).getSeed()).isNotEqualTo(seed);
    assertThat(after(1, event("b", null)).getSeed()).isNotEqualTo(seed);
  }

  @Test
  void whatAnEventSaysItselfStays() {
    SamplingOptions own = SamplingOptions.newBuilder().setSeed(9L).setMaxTokens(3).build();
    SamplingOptions partly = SamplingOptions.newBuilder().setMaxTokens(3).build();

    assertThat(after(1, event("a", own))).isEqualTo(own);
    assertThat(after(1, event("a", partly)).getMaxTokens()).isEqualTo(3);
    assertThat(after(1, event("a", partly)).getSeed()).isNotNull();
    assertThat(partly.getSeed()).isNull();
  }

  @Test
  void anUnreadableEventPassesUntouched() {
    DecodedEvent bad =
        new DecodedEvent.Unreadable(ErrorCode.UNREADABLE_EVENT, "no", null, new byte[] {1});

    assertThat(new SeededEvents(1).map(bad)).isSameAs(bad);
  }
}
