package io.mosaicgpt.model.sampling;

/**
 * {@link StrictMath#exp} of numbers that are not above 0, to the bit, in a fraction of the time.
 * That is fdlibm's {@code e_exp.c}: the argument is reduced by multiples of ln 2, and a polynomial
 * does the rest. Its cases for negative numbers come to the same formula, which needs no branches
 * that depend on the data, as a processor cannot foresee them.
 */
final class StrictExp {
  private static final double INVERSE_LN2 = 0x1.71547652b82fep0;
  private static final double LN2_HIGH = 0x1.62e42feep-1;
  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;
  private static final double P1 = 0x1.555555555553ep-3;
  private static final double P2 = -0x1.6c16c16bebd93p-9;
  private static final double P3 = 0x1.1566aaf25de2cp-14;
  private static final double P4 = -0x1.bbd41c5d26bf1p-20;
  private static final double P5 = 0x1.6376972bea4d0p-25;

  /** fdlibm compares the upper halves of the bits: from here on it reduces. */
  private static final double REDUCED = -0x1.62e43p-2;

  /** Above this the result is {@code 1 + x}. */
  private static final double LINEAR = -0x1p-28;

  /** Below this results are subnormal, or 0. */
  private static final double NORMAL = -707;

  private StrictExp() {}

  /**
   * The exponential.
   *
   * @param x at most 0, or NaN
   */
  static double of(double x) {
    if (!(x >= NORMAL)) {
      return StrictMath.exp(x);
    }
    if (x > LINEAR) {
      return 1 + x;
    }
    int k = x > REDUCED ? 0 : (int) (INVERSE_LN2 * x - 0.5);
    double high = x - k * LN2_HIGH;
    double low = k * LN2_LOW;
    double r = high - low;
    double t = r * r;
    double c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
    double y = 1 - ((low - (r * c) / (2 - c)) - high);
    return Double.longBitsToDouble(Double.doubleToRawLongBits(y) + ((long) k << 52));
  }
}
