package io.mosaicgpt.model.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaDeviceTest {
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cuda:0", "cuda:12"})
  void namesAreReadAndWritten(String name) {
    assertThat(ReplicaDevice.parse(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "cuda", "cuda:", "cuda:-1", "cuda:x", "CPU"})
  void otherNamesAreRefused(String name) {
    assertThatThrownBy(() -> ReplicaDevice.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("device is \"" + name + "\", but must be cpu or cuda:N, for example cuda:0");
  }

  @Test
  void elementTypesAreReadByName() {
    assertThat(ElementType.parse("float32")).isEqualTo(ElementType.FLOAT32);
    assertThat(ElementType.parse("bfloat16")).isEqualTo(ElementType.BFLOAT16);
    assertThat(ElementType.parse("int8")).isEqualTo(ElementType.INT8);
    assertThatThrownBy(() -> ElementType.parse("float16"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dtype is \"float16\", but must be one of float32, bfloat16, int8");
  }
}
