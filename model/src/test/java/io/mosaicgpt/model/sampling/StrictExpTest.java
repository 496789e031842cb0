package io.mosaicgpt.model.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StrictExpTest {
  private static final double LN2 = Math.log(2);

  private static void isStrict(double x) {
    long actual = Double.doubleToRawLongBits(StrictExp.of(x));
    long expected = Double.doubleToRawLongBits(StrictMath.exp(x));
    if (actual != expected) {
      assertThat(StrictExp.of(x)).as("exp(%s)", Double.toHexString(x)).isEqualTo(StrictMath.exp(x));
    }
  }

  @Test
  void isStrictMathsForNumbersOfEverySize() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 2_000_000; i++) {
      isStrict(-random.nextDouble(0, 40));
      isStrict(-random.nextDouble(0, 2));
      isStrict(-random.nextDouble(0, 760));
      isStrict(-Math.scalb(1 + random.nextDouble(), -random.nextInt(70)));
    }
  }

  @Test
  void isStrictMathsForDifferencesOfLogits() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 2_000_000; i++) {
      float a = (float) random.nextDouble(-20, 20);
      float b = (float) random.nextDouble(-20, 20);
      isStrict((double) Math.min(a, b) - Math.max(a, b));
      isStrict((double) a - Math.nextUp(a));
    }
  }

  @Test
  void isStrictMathsWhereItsCasesMeet() {
    for (int halves = 0; halves <= 2050; halves++) {
      around(-halves * LN2 / 2);
    }
    around(-0x1.62e43p-2);
    around(-0x1.0a2b2p0);
    around(-0x1p-28);
    around(-707);
    around(-0x1.6232bdd7abcd2p9); // the smallest normal number's
    around(-0x1.74910d52d3051p9); // the smallest number's
  }

  private static void around(double x) {
    double below = x;
    double above = x;
    for (int i = 0; i < 200; i++) {
      isStrict(Math.min(0, above));
      isStrict(below);
      above = Math.nextUp(above);
      below = Math.nextDown(below);
    }
  }

  @Test
  void theEndsAreThoseOfStrictMath() {
    assertThat(StrictExp.of(0)).isEqualTo(1);
    assertThat(StrictExp.of(-0.0)).isEqualTo(1);
    assertThat(StrictExp.of(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(StrictExp.of(Double.NaN)).isNaN();
    assertThat(StrictExp.of(-Double.MIN_VALUE)).isEqualTo(1);
    assertThat(StrictExp.of(-1e300)).isZero();
  }
}
