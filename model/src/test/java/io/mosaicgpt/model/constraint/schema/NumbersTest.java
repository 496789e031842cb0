package io.mosaicgpt.model.constraint.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.constraint.language.Budget;
import io.mosaicgpt.model.constraint.language.Languages;
import io.mosaicgpt.model.constraint.schema.Shape.Bound;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;
import org.junit.jupiter.api.Test;

class NumbersTest {
  private static final List<String> BOUNDS =
      List.of(
          "-110", "-100", "-99.5", "-20", "-10", "-9.05", "-1", "-0.5", "-0.05", "0", "0.05", "0.5",
          "0.9", "1", "1.25", "9", "9.99", "10", "19", "99", "100", "101");

  private final Numbers numbers =
      new Numbers(new Languages(new Budget(Duration.ofMinutes(1)), "minimum", ""));

  @Test
  void wholeNumbersWithinBounds() {
    for (String least : BOUNDS) {
      for (String most : BOUNDS) {
        for (boolean exclusive : new boolean[] {true, false}) {
          Automaton automaton =
              numbers.within(bound(least, exclusive), bound(most, !exclusive), true);
          for (int value = -130; value <= 130; value++) {
            BigDecimal number = BigDecimal.valueOf(value);
            int atLeast = number.compareTo(new BigDecimal(least));
            int atMost = number.compareTo(new BigDecimal(most));
            assertThat(accepts(automaton, Integer.toString(value)))
                .as("%d within %s and %s, %s", value, least, most, exclusive)
                .isEqualTo(
                    (exclusive ? atLeast > 0 : atLeast >= 0)
                        && (exclusive ? atMost <= 0 : atMost < 0));
          }
          assertThat(accepts(automaton, "-0")).isFalse();
          assertThat(accepts(automaton, "1.0")).isFalse();
        }
      }
    }
  }

  @Test
  void decimalsWithinBounds() {
    for (String bound : BOUNDS) {
      for (boolean exclusive : new boolean[] {true, false}) {
        Automaton above = numbers.within(bound(bound, exclusive), null, false);
        Automaton below = numbers.within(null, bound(bound, exclusive), false);
        for (int hundredths = -11100; hundredths <= 11100; hundredths += 5) {
          BigDecimal number = BigDecimal.valueOf(hundredths, 2);
          int order = number.compareTo(new BigDecimal(bound));
          for (String text : spellings(number)) {
            assertThat(accepts(above, text))
                .as("%s above %s, %s", text, bound, exclusive)
                .isEqualTo(exclusive ? order > 0 : order >= 0);
            assertThat(accepts(below, text))
                .as("%s below %s, %s", text, bound, exclusive)
                .isEqualTo(exclusive ? order < 0 : order <= 0);
          }
        }
      }
    }
  }

  @Test
  void multiples() {
    for (String unit : List.of("3", "7", "10", "0.5", "0.25", "1.2", "100")) {
      Automaton any = numbers.within(null, new Bound(new BigDecimal("1000"), false), false);
      Automaton automaton = numbers.multiples(any, new BigDecimal(unit));
      for (int hundredths = -5000; hundredths <= 5000; hundredths += 5) {
        BigDecimal number = BigDecimal.valueOf(hundredths, 2).stripTrailingZeros();
        assertThat(accepts(automaton, number.toPlainString()))
            .as("%s of %s", number.toPlainString(), unit)
            .isEqualTo(number.remainder(new BigDecimal(unit)).signum() == 0);
      }
    }
    assertThat(numbers.multiples(numbers.within(null, null, true), new BigDecimal("5000")))
        .isNull();
  }

  private static List<String> spellings(BigDecimal number) {
    String plain = number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    return List.of(plain, plain.contains(".") ? plain + "0" : plain + ".0");
  }

  private static Bound bound(String value, boolean exclusive) {
    return new Bound(new BigDecimal(value), exclusive);
  }

  private static boolean accepts(Automaton automaton, String text) {
    return automaton.getNumStates() > 0 && Operations.run(automaton, text);
  }
}
