package io.mosaicgpt.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "7, 7",
    "+7, 7",
    "-12, -12",
    "9223372036854775807, 9223372036854775807"
  })
  void wholeNumbersAreDecimal(String text, long number) {
    assertThat(Numbers.whole(text)).contains(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "x",
        "010",
        "-007",
        "00",
        "0x10",
        "0b1",
        "1_000",
        "1,000",
        "1e3",
        "1.0",
        "1.5",
        "9223372036854775808",
        "\u0661\u0660",
        "--1",
        "1-",
        "NaN"
      })
  void whatIsNoWholeNumberInDecimalDigitsIsNone(String text) {
    assertThat(Numbers.whole(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.7, 0.7", ".5, 0.5", "2., 2", "-1.5, -1.5", "1e-3, 0.001", "+1E2, 100"})
  void numbersMayHaveAPointAndAnExponent(String text, double number) {
    assertThat(Numbers.decimal(text)).contains(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "x",
        "00.5",
        "010",
        "0x1p3",
        "1d",
        "1f",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "1_0.0",
        "1,5",
        "\u0661"
      })
  void whatIsNoFiniteDecimalNumberIsNone(String text) {
    assertThat(Numbers.decimal(text)).isEmpty();
  }

  @Test
  void aLeadingZeroIsRemarkedUpon() {
    assertThat(Numbers.remark("010")).isEqualTo(", without leading zeros");
    assertThat(Numbers.remark("-00.5")).isEqualTo(", without leading zeros");
    assertThat(Numbers.remark("0.5")).isEmpty();
    assertThat(Numbers.remark("x")).isEmpty();
  }
}
