package io.mosaicgpt.model.constraint.schema;

import io.mosaicgpt.model.constraint.language.Languages;
import io.mosaicgpt.model.constraint.schema.Shape.Bound;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/**
 * Numbers within bounds, as their digits: without exponents, and zero without a sign. A magnitude
 * is compared with a bound digit by digit, those before the point behind as many zeros as it needs.
 */
final class Numbers {
  /** Digits of a bound. */
  private static final int MOST_DIGITS = 100;

  private final Languages languages;

  Numbers(Languages languages) {
    this.languages = languages;
  }

  /**
   * The numbers within bounds, as ASCII.
   *
   * @param least null for none, as is {@code most}
   * @param whole whether they are whole numbers
   */
  Automaton within(Bound least, Bound most, boolean whole) {
    List<Automaton> parts = new ArrayList<>();
    Automaton positive = magnitudes(least, most, whole);
    if (positive != null) {
      parts.add(positive);
    }
    Automaton negative = magnitudes(negated(most), negated(least), whole);
    if (negative != null) {
      Automaton nonzero = languages.both(negative, settled(above("0", "", true, whole)));
      parts.add(Operations.concatenate(Automata.makeChar('-'), nonzero));
    }
    return languages.either(parts);
  }

  /** The multiples of a number among those of a language. */
  Automaton multiples(Automaton numbers, BigDecimal of) {
    BigDecimal stripped = of.stripTrailingZeros();
    int scale = Math.max(0, stripped.scale());
    BigInteger unit = stripped.movePointRight(scale).toBigIntegerExact();
    if (unit.bitLength() > 12 || scale > 12) {
      return null;
    }
    return languages.both(numbers, languages.settle(divisible(unit.intValueExact(), scale)));
  }

  /** Decimals whose value, moved {@code scale} digits to the left, is a multiple of a number. */
  private static Automaton divisible(int unit, int scale) {
    Automaton.Builder builder = new Automaton.Builder();
    int states = unit * (scale + 1);
    int start = builder.createState();
    for (int i = 0; i < states; i++) {
      builder.createState();
    }
    builder.addTransition(start, 1, '-');
    for (int digits = 0; digits <= scale; digits++) {
      int missing = powerOfTen(scale - digits, unit);
      for (int rest = 0; rest < unit; rest++) {
        int state = 1 + digits * unit + rest;
        builder.setAccept(state, rest * missing % unit == 0);
        for (int digit = 0; digit <= 9 && (digits == 0 || digits < scale); digit++) {
          int next = (rest * 10 + digit) % unit;
          builder.addTransition(
              state, 1 + (digits == 0 ? 0 : digits + 1) * unit + next, '0' + digit);
        }
      }
    }
    addPoint(builder, unit, scale);
    builder.addEpsilon(start, 1);
    return builder.finish();
  }

  /** Behind the point come at least one digit and at most as many as matter. */
  private static void addPoint(Automaton.Builder builder, int unit, int scale) {
    for (int rest = 0; rest < unit && scale > 0; rest++) {
      int point = builder.createState();
      builder.addTransition(1 + rest, point, '.');
      for (int digit = 0; digit <= 9; digit++) {
        builder.addTransition(point, 1 + unit + (rest * 10 + digit) % unit, '0' + digit);
      }
    }
  }

  private static int powerOfTen(int exponent, int modulus) {
    return BigInteger.TEN
        .modPow(BigInteger.valueOf(exponent), BigInteger.valueOf(modulus))
        .intValue();
  }

  private static Bound negated(Bound bound) {
    return bound == null ? null : new Bound(bound.value().negate(), bound.exclusive());
  }

  /** Those of at least 0; null where there are none. */
  private Automaton magnitudes(Bound least, Bound most, boolean whole) {
    if (most != null
        && (most.value().signum() < 0 || (most.value().signum() == 0 && most.exclusive()))) {
      return null;
    }
    Automaton numbers = settled(any(whole));
    if (least != null && least.value().signum() >= 0) {
      String[] digits = digits(least.value());
      numbers =
          languages.both(numbers, settled(above(digits[0], digits[1], least.exclusive(), whole)));
    }
    if (most != null) {
      String[] digits = digits(most.value());
      numbers =
          languages.both(numbers, settled(below(digits[0], digits[1], most.exclusive(), whole)));
    }
    return numbers.getNumStates() == 0 ? null : numbers;
  }

  private Automaton settled(Automaton automaton) {
    return languages.settle(automaton);
  }

  private static String[] digits(BigDecimal value) {
    String plain = value.signum() == 0 ? "0" : value.abs().stripTrailingZeros().toPlainString();
    int point = plain.indexOf('.');
    return point < 0
        ? new String[] {plain, ""}
        : new String[] {plain.substring(0, point), plain.substring(point + 1)};
  }

  static boolean canBeBound(BigDecimal value) {
    return value.precision() + Math.abs((long) value.scale()) <= MOST_DIGITS;
  }

  private static Automaton any(boolean whole) {
    Automaton digits = Automata.makeCharRange('0', '9');
    Automaton integer =
        Operations.union(
            Automata.makeChar('0'),
            Operations.concatenate(Automata.makeCharRange('1', '9'), Operations.repeat(digits)));
    return whole ? integer : Operations.concatenate(integer, Operations.optional(fraction()));
  }

  private static Automaton fraction() {
    return Operations.concatenate(
        Automata.makeChar('.'), Operations.repeat(Automata.makeCharRange('0', '9'), 1));
  }

  /** Magnitudes of at least a bound, or above it. */
  private static Automaton above(
      String integer, String fraction, boolean exclusive, boolean whole) {
    Automaton.Builder builder = new Automaton.Builder();
    int start = builder.createState();
    int larger = state(builder, true); // any number of further digits before the point
    digits(builder, larger, larger, '0', '9');
    int behind = fractionLoop(builder, whole, larger);
    // more digits before the point
    int longer = start;
    for (int i = 0; i <= integer.length(); i++) {
      int next = i == integer.length() ? larger : builder.createState();
      digits(builder, longer, next, i == 0 ? '1' : '0', '9');
      longer = next;
    }
    int tight = start;
    for (int i = 0; i < integer.length(); i++) {
      char digit = integer.charAt(i);
      int rest = integer.length() - 1 - i;
      if (digit < '9') {
        int from = exactlyInto(builder, rest, behind);
        digits(builder, tight, from, (char) (digit + 1), '9');
      }
      int next = builder.createState();
      digits(builder, tight, next, digit, digit);
      tight = next;
    }
    aboveFraction(builder, tight, fraction, exclusive, whole);
    return builder.finish();
  }

  private static void aboveFraction(
      Automaton.Builder builder, int tight, String fraction, boolean exclusive, boolean whole) {
    builder.setAccept(tight, fraction.isEmpty() && !exclusive);
    if (whole) {
      return;
    }
    int any = state(builder, true);
    digits(builder, any, any, '0', '9');
    int at = builder.createState();
    builder.addTransition(tight, at, '.');
    for (int i = 0; i < fraction.length(); i++) {
      char digit = fraction.charAt(i);
      if (digit < '9') {
        digits(builder, at, any, (char) (digit + 1), '9');
      }
      int next = builder.createState();
      digits(builder, at, next, digit, digit);
      at = next;
    }
    // All digits of the bound are there.
    boolean first = fraction.isEmpty();
    int zeros = first ? builder.createState() : at;
    builder.setAccept(zeros, !exclusive);
    digits(builder, at, zeros, '0', '0');
    digits(builder, zeros, zeros, '0', '0');
    digits(builder, at, any, '1', '9');
    digits(builder, zeros, any, '1', '9');
  }

  /** Magnitudes of at most a bound, or below it. */
  private static Automaton below(
      String integer, String fraction, boolean exclusive, boolean whole) {
    Automaton.Builder builder = new Automaton.Builder();
    int start = builder.createState();
    int end = state(builder, true);
    if (!whole) {
      fractionFrom(builder, end);
    }
    // fewer digits before the point
    for (int length = 1; length < integer.length(); length++) {
      int at = builder.createState();
      digits(builder, start, length == 1 ? end : at, length == 1 ? '0' : '1', '9');
      for (int i = 1; i < length; i++) {
        int next = i == length - 1 ? end : builder.createState();
        digits(builder, at, next, '0', '9');
        at = next;
      }
    }
    int tight = start;
    for (int i = 0; i < integer.length(); i++) {
      char digit = integer.charAt(i);
      char lowest = i == 0 && integer.length() > 1 ? '1' : '0';
      if (digit > lowest) {
        int from = exactlyInto(builder, integer.length() - 1 - i, end);
        digits(builder, tight, from, lowest, (char) (digit - 1));
      }
      int next = builder.createState();
      digits(builder, tight, next, digit, digit);
      tight = next;
    }
    belowFraction(builder, tight, fraction, exclusive, whole);
    return builder.finish();
  }

  private static void belowFraction(
      Automaton.Builder builder, int tight, String fraction, boolean exclusive, boolean whole) {
    boolean equalFits = !exclusive;
    builder.setAccept(tight, !fraction.isEmpty() || equalFits);
    if (whole) {
      return;
    }
    int any = state(builder, true);
    digits(builder, any, any, '0', '9');
    int at = builder.createState();
    builder.addTransition(tight, at, '.');
    for (int i = 0; i < fraction.length(); i++) {
      char digit = fraction.charAt(i);
      if (digit > '0') {
        digits(builder, at, any, '0', (char) (digit - 1));
      }
      int next = builder.createState();
      // A part of the bound's digits is less than the bound, whose last digit is not 0.
      builder.setAccept(next, i < fraction.length() - 1 || equalFits);
      digits(builder, at, next, digit, digit);
      at = next;
    }
    if (equalFits) {
      int zeros = state(builder, true);
      digits(builder, at, zeros, '0', '0');
      digits(builder, zeros, zeros, '0', '0');
    }
  }

  private static int state(Automaton.Builder builder, boolean accept) {
    int state = builder.createState();
    builder.setAccept(state, accept);
    return state;
  }

  private static void digits(Automaton.Builder builder, int from, int to, char low, char high) {
    builder.addTransition(from, to, low, high);
  }

  /** A state behind the digits before the point, from which a fraction may come. */
  private static int fractionLoop(Automaton.Builder builder, boolean whole, int larger) {
    int end = state(builder, true);
    if (!whole) {
      fractionFrom(builder, end);
      fractionFrom(builder, larger);
    }
    return end;
  }

  private static void fractionFrom(Automaton.Builder builder, int from) {
    int point = builder.createState();
    int digits = state(builder, true);
    builder.addTransition(from, point, '.');
    digits(builder, point, digits, '0', '9');
    digits(builder, digits, digits, '0', '9');
  }

  /** A state from which exactly so many digits lead to another. */
  private static int exactlyInto(Automaton.Builder builder, int count, int end) {
    int to = end;
    for (int i = 0; i < count; i++) {
      int from = builder.createState();
      digits(builder, from, to, '0', '9');
      to = from;
    }
    return to;
  }
}
