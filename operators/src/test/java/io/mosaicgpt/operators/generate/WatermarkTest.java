package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.operators.GenerateOptions;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.Test;

class WatermarkTest {
  @Test
  void aWatermarkFollowsTheAnswersOfTheEventsBeforeIt() throws Exception {
    try (Harness harness = Harness.open(GenerateOptions.defaults())) {
      harness.process("r", 1);
      harness.watermark(2);
      assertThat(harness.output()).isEmpty();

      harness.engine.finish("r", EndReason.STOP, "");
      harness.readMails();

      assertThat(harness.output()).hasSize(2).last().isEqualTo(new Watermark(2));
    }
  }

  @Test
  void anEventThatBecameADeadLetterHoldsNothingBack() throws Exception {
    try (Harness harness = Harness.open(GenerateOptions.defaults())) {
      harness.process("");
      harness.watermark(2);
      assertThat(harness.output()).containsExactly(new Watermark(2));

      harness.process("r");
      harness.watermark(3);
      harness.engine.fail("r", ErrorCode.ENGINE_ERROR, "no");
      harness.readMails();
      assertThat(harness.output()).containsExactly(new Watermark(2), new Watermark(3));
    }
  }

  @Test
  void idlenessWaitsForTheAnswersToo() throws Exception {
    try (Harness harness = Harness.open(GenerateOptions.defaults())) {
      harness.process("r", 1);
      harness.flink.processWatermarkStatus(WatermarkStatus.IDLE);
      assertThat(harness.output()).isEmpty();

      harness.engine.finish("r", EndReason.STOP, "");
      harness.readMails();

      assertThat(harness.output()).hasSize(2).last().isEqualTo(WatermarkStatus.IDLE);
    }
  }
}
