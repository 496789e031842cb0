package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.operators.GenerateOptions;
import org.junit.jupiter.api.Test;

class CreditTest {
  @Test
  void creditIsCapacityLessWhatIsInFlight() throws Exception {
    try (Harness harness = Harness.open(GenerateOptions.defaults().withMaxInFlight(2))) {
      assertThat(harness.credit()).isEqualTo(2);

      harness.process("a");
      assertThat(harness.credit()).isEqualTo(1);
      harness.process("b");
      assertThat(harness.credit()).isZero();

      harness.engine.finish("a", EndReason.STOP, "");
      assertThat(harness.credit()).isZero();
      harness.readMails();
      assertThat(harness.credit()).isEqualTo(1);
    }
  }

  @Test
  void byDefaultThereIsRoomForTwiceTheSlots() throws Exception {
    try (Harness harness = Harness.open(new FakeEngine(3, "hash"), GenerateOptions.defaults())) {
      assertThat(harness.credit()).isEqualTo(6);
    }
  }

  @Test
  void aDeadLetterTakesNoCredit() throws Exception {
    try (Harness harness = Harness.open(GenerateOptions.defaults().withMaxInFlight(1))) {
      harness.process("");
      harness.process("");

      assertThat(harness.deadLetters()).hasSize(2);
      assertThat(harness.credit()).isEqualTo(1);
    }
  }
}
