package io.mosaicgpt.model.constraint.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.language.Budget;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {
  private static final List<String> TEXTS =
      List.of(
          "", "a", "b", "ab", "aab", "abab", "abc", "bar", "foo", "foobar", "xfoo", "bar ", "0",
          "12", "a1", "A", "_", "-", "é", "日本", "😀", "a\nb", "\n", "\t", " ", "a b", "{", "a{2}",
          "]", "a-b", "1.5", "^", "$", "a.b", "aaaa", "aaaaa", "\\", "\"", "/", "ABC", "z9");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "",
        "a|b",
        "(a|b)*",
        "(?:ab)+",
        "(?<n>ab){2}",
        "a{2,4}",
        "a{4}",
        "a{2,}b?",
        "a+?b",
        ".*",
        "[a-c]+",
        "[^a-c]+",
        "\\d+",
        "\\w+",
        "\\W",
        "\\D+",
        "[\\w-]+",
        "[a\\-b]+",
        "\\u0061b",
        "\\x61",
        "^ab$",
        "^a|b$",
        "(^a|b)c?",
        "a{2}",
        "a\\{2\\}",
        "\\{",
        "]",
        "[\\]]",
        "\\^",
        "[\\^$]",
        "a\\.b",
        "\\\\",
        "[\"/]",
        "(a|)b",
        "^(foo|bar)$",
        "\\p{L}+",
        "\\P{L}+",
        "[\\p{Lu}\\d]+",
        "\\t|\\n",
        "[^\\d\\s]+",
        "(a*b?){2}",
        "(a|){3}b",
        "(ab|a){1,2}",
        "(?:a*){2,}",
        "a\\sb",
        "\\ud83d\\ude00",
        "[😀é]",
        "(((a)))",
        "a||b",
        "(?P<x>a)b"
      })
  void matchesWhatJavaMatches(String regex) {
    Pattern java = Pattern.compile(regex.replace("?P<", "?<"));
    Automaton whole = Regex.whole(regex, budget(), "regex", "");
    Automaton somewhere = Regex.somewhere(regex, budget(), "pattern", "/pattern");
    for (String text : TEXTS) {
      assertThat(accepts(whole, text)).as(text).isEqualTo(java.matcher(text).matches());
      // Java's $ also stands before a last line break
      if (!text.endsWith("\n")) {
        assertThat(accepts(somewhere, text)).as(text).isEqualTo(java.matcher(text).find());
      }
    }
  }

  @Test
  void anchorsWithinAPatternHoldWhereTheyStand() {
    Automaton either = Regex.somewhere("^foo|bar$", budget(), "pattern", "");
    assertThat(TEXTS.stream().filter(text -> accepts(either, text)))
        .containsExactly("bar", "foo", "foobar");
    Automaton never = Regex.somewhere("a^b", budget(), "pattern", "");
    assertThat(Operations.isEmpty(never)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a(?=b); look-around; character 4",
        "a(?!b); look-around; character 4",
        "(?<=a)b; look-around; character 3",
        "(a)\\1; back-reference; character 5",
        "(?P<n>a)(?P=n); back-reference; character 11",
        "\\bfoo; word boundary; character 2",
        "a++; possessive quantifier; character 3",
        "(?>a); atomic group; character 3",
        "(?i)a; flags; character 3",
        "a{,3}; {,n}; character 2",
        "*a; syntax; character 1",
        "a**; syntax; character 3",
        "(a; syntax; character 3",
        "a); syntax; character 2",
        "[b-a]; syntax; character 5",
        "[]a]; []; character 2",
        "\\q; \\q; character 2",
        "\\p{Greek}; \\p; character 2",
        "a{3,2}; syntax; character 2",
        "^*; syntax; character 2",
        "\\; syntax; character 2"
      })
  void whatIsNotRegularIsRefusedByNameAndPlace(String regex, String keyword, String place) {
    FormException refused =
        catchThrowableOfType(FormException.class, () -> Regex.whole(regex, budget(), "regex", ""));
    assertThat(refused.keyword()).isEqualTo(keyword);
    assertThat(refused.place()).isEqualTo(place);
    assertThat(refused).hasMessageContaining(place).hasMessageEndingWith(".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1,100}){1,100}){1,100}",
        "(a|b)*a(a|b){40}",
        "a{1000000}",
        "a{99999999999}",
        "(x+x+)+y{5000}.{0,20000}"
      })
  void whatGrowsTooLargeIsRefusedSoon(String regex) {
    long begin = cpuNanos();
    assertThat(catchThrowable(() -> Regex.whole(regex, budget(), "regex", "")))
        .isInstanceOf(FormException.class)
        .hasMessageContaining("too large to compile");
    assertThat(Duration.ofNanos(cpuNanos() - begin)).isLessThan(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"([a-c]x|[d-f]y|g{1,5}){1,2000}", "(\\w|\\s|é|[^a]){1,3000}", "(a?b?c?){2000}"})
  void manyCopiesAreCompiledSoonOrRefused(String regex) {
    long begin = cpuNanos();
    Throwable refused = catchThrowable(() -> Regex.whole(regex, budget(), "regex", ""));
    assertThat(refused == null || refused instanceof FormException).isTrue();
    assertThat(Duration.ofNanos(cpuNanos() - begin)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void deepNestingIsRefused() {
    String regex = "(".repeat(100_000) + "a" + ")".repeat(100_000);
    assertThat(
            catchThrowableOfType(
                FormException.class, () -> Regex.whole(regex, budget(), "regex", "")))
        .hasMessageContaining("nested more than 150 deep");
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static Budget budget() {
    return new Budget(Duration.ofSeconds(10));
  }

  private static boolean accepts(Automaton automaton, String text) {
    int state = 0;
    for (int c : text.codePoints().toArray()) {
      state = automaton.getNumStates() == 0 ? -1 : automaton.step(state, c);
      if (state < 0) {
        return false;
      }
    }
    return automaton.getNumStates() > 0 && automaton.isAccept(state);
  }
}
