package io.mosaicgpt.model.constraint.schema;

import io.mosaicgpt.model.constraint.language.Budget;
import io.mosaicgpt.model.constraint.language.CodePoints;
import io.mosaicgpt.model.constraint.language.Languages;
import io.mosaicgpt.model.constraint.leaf.Dfa;
import io.mosaicgpt.model.constraint.leaf.Leaf;
import io.mosaicgpt.model.constraint.leaf.Literal;
import io.mosaicgpt.model.constraint.regex.Regex;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.util.automaton.Automaton;

/** Leaves that all schemas have in common: what they allow is found once for a vocabulary. */
final class JsonLeaves {
  /** JSON's numbers; exponents of more digits are no numbers to most readers. */
  static final String NUMBER = "-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?";

  static final String INTEGER = "0|-?[1-9][0-9]*";

  static final Dfa ANY_STRING = Dfa.shared(languages().jsonStrings(CodePoints.ALL.many()));
  static final Dfa ANY_NUMBER = Dfa.shared(ascii(NUMBER));
  static final Dfa ANY_INTEGER = Dfa.shared(ascii(INTEGER));

  static final Leaf OPEN_OBJECT = literal("{");
  static final Leaf CLOSE_OBJECT = literal("}");
  static final Leaf OPEN_ARRAY = literal("[");
  static final Leaf CLOSE_ARRAY = literal("]");
  static final Leaf COMMA = literal(",");
  static final Leaf COLON = literal(":");

  private static final Map<String, Automaton> FORMATS = new ConcurrentHashMap<>();
  private static final Map<String, Dfa> FORMAT_STRINGS = new ConcurrentHashMap<>();

  private JsonLeaves() {}

  static Leaf literal(String text) {
    return new Literal(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The texts of one of the {@link Formats}. */
  static Automaton format(String name) {
    return FORMATS.computeIfAbsent(
        name,
        key ->
            Formats.regexes(key).stream()
                .map(regex -> Regex.whole(regex, new Budget(Duration.ofMinutes(1)), "format", key))
                .reduce(languages()::both)
                .orElseThrow());
  }

  /** The same as strings of JSON. */
  static Dfa formatStrings(String name) {
    return FORMAT_STRINGS.computeIfAbsent(
        name, key -> Dfa.shared(languages().jsonStrings(format(key))));
  }

  private static Automaton ascii(String regex) {
    return Regex.whole(regex, new Budget(Duration.ofMinutes(1)), "number", "");
  }

  private static Languages languages() {
    return new Languages(new Budget(Duration.ofMinutes(1)), "string", "");
  }
}
