package io.mosaicgpt.model.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.replica.cpu.TestConfigs;
import org.junit.jupiter.api.Test;

class StepCostsTest {
  @Test
  void aStepOfOneTokenReadsEveryWeightOnce() {
    StepCosts costs = new StepCosts(TestConfigs.oneB(), ElementType.BFLOAT16);

    // 24 blocks of 12 * 2048^2, and 50,432 rows of 2,048 that are the head; two bytes each.
    assertThat(costs.weightBytes()).isEqualTo(2 * (24 * 12 * 2048L * 2048 + 50_432L * 2048));
  }

  @Test
  void int8TakesAByteAWeight() {
    StepCosts costs = new StepCosts(TestConfigs.oneB(), ElementType.INT8);

    assertThat(costs.weightBytes()).isEqualTo(24 * 12 * 2048L * 2048 + 50_432L * 2048);
  }

  @Test
  void theEmbeddingIsHeldOnceMoreToLookTokensUpIn() {
    StepCosts costs = new StepCosts(TestConfigs.oneB(), ElementType.BFLOAT16);

    assertThat(costs.heldBytes()).isEqualTo(costs.weightBytes() + 2 * 50_432L * 2048);
  }

  @Test
  void int8IsHeldForFewRowsAndForMany() {
    StepCosts costs = new StepCosts(TestConfigs.oneB(), ElementType.INT8);

    assertThat(costs.heldBytes()).isEqualTo(2 * costs.weightBytes() + 2 * 50_432L * 2048);
  }

  @Test
  void aPromptTokenTakesTwoOperationsPerWeightOfTheBlocks() {
    StepCosts costs = new StepCosts(TestConfigs.oneB(), ElementType.FLOAT32);

    assertThat(costs.prefillFlops()).isEqualTo(2.0 * 24 * 12 * 2048 * 2048);
  }
}
