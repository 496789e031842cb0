package io.mosaicgpt.model.replica.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightNamesTest {
  private final WeightNames names = new WeightNames(24);

  @ParameterizedTest
  @CsvSource({
    "transformer.wte.weight, set_wte,",
    "transformer.wpe.weight, set_wpe,",
    "transformer.blocks.0.ln_1.weight, set_norm, 0",
    "transformer.blocks.0.attn.q_ln.bias, set_norm_bias, 1",
    "transformer.blocks.2.attn.k_ln.weight, set_norm, 10",
    "transformer.blocks.23.ln_2.weight, set_norm, 95",
    "transformer.ln_f.weight, set_norm, 96",
    "transformer.ln_f.bias, set_norm_bias, 96",
    "transformer.blocks.0.attn.Wqkv.weight, set_linear, 0",
    "transformer.blocks.1.attn.out_proj.bias, set_linear_bias, 5",
    "transformer.blocks.10.mlp.mlp_up.weight, set_linear, 42",
    "transformer.blocks.10.mlp.mlp_down.weight, set_linear, 43",
  })
  void everyPublishedNameHasItsPlace(String name, String method, Integer index) {
    assertThat(names.target(name))
        .isEqualTo(new WeightNames.Target(method, Optional.ofNullable(index)));
  }

  @Test
  void anUnknownNameIsRefused() {
    assertThatThrownBy(() -> names.target("transformer.blocks.0.attn.rotary.weight"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the model has no place for the tensor transformer.blocks.0.attn.rotary.weight");
  }
}
