package io.mosaicgpt.model.constraint.regex;

import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.language.Budget;
import io.mosaicgpt.model.constraint.language.CodePoints;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/**
 * Reads a regular expression: what Python's and ECMA-262's have in common of what is regular. What
 * they read differently is refused rather than guessed.
 */
final class RegexParser {
  private static final int MOST_DEPTH = 150;
  private static final int MOST_REPETITIONS = 1_000_000;
  private static final int NONE = -1;

  /** So many transitions count as a state. */
  private static final int WAYS = 16;

  private final String regex;
  private final Budget budget;
  private final String keyword;
  private final String place;
  private int at;
  private int depth;
  private boolean anchors;

  RegexParser(String regex, Budget budget, String keyword, String place) {
    this.regex = regex;
    this.budget = budget;
    this.keyword = keyword;
    this.place = place;
  }

  /** Whether the ends of the text are asked for. */
  boolean hasAnchors() {
    return anchors;
  }

  Automaton parse() {
    Automaton automaton = alternatives();
    if (at < regex.length()) {
      throw malformed("')' closes nothing");
    }
    return automaton;
  }

  private Automaton alternatives() {
    if (++depth > MOST_DEPTH) {
      throw refuse("nesting", "groups are nested more than " + MOST_DEPTH + " deep");
    }
    List<Automaton> branches = new ArrayList<>();
    branches.add(sequence());
    while (take('|')) {
      branches.add(sequence());
    }
    depth--;
    return branches.size() == 1 ? branches.get(0) : sized(Operations.union(branches));
  }

  private Automaton sequence() {
    List<Automaton> parts = new ArrayList<>();
    long states = 0;
    while (at < regex.length() && peek() != '|' && peek() != ')') {
      Automaton part = repeated();
      parts.add(part);
      states += part.getNumStates();
      budget.checkStates(states, keyword, here());
    }
    return switch (parts.size()) {
      case 0 -> Automata.makeEmptyString();
      case 1 -> parts.get(0);
      default -> {
        budget.checkStates(Joins.between(parts) / WAYS, keyword, here());
        yield sized(Operations.concatenate(parts));
      }
    };
  }

  private Automaton repeated() {
    int begin = at;
    boolean anchor = peek() == '^' || peek() == '$';
    Automaton atom = atom();
    int quantifier = at;
    int[] bounds = quantifier();
    if (bounds == null) {
      return atom;
    }
    if (anchor || regex.startsWith("\\A", begin) || regex.startsWith("\\Z", begin)) {
      at = quantifier;
      throw malformed("an anchor is repeated");
    }
    if (!take('?') && peek() == '+') {
      throw refuse("possessive quantifier", "a possessive quantifier is not supported");
    }
    int after = at;
    if (quantifier() != null) {
      at = after;
      throw malformed("a quantifier follows a quantifier");
    }
    return repeat(atom, bounds[0], bounds[1]);
  }

  private Automaton repeat(Automaton atom, int min, int max) {
    if (max == 0) {
      return Automata.makeEmptyString();
    }
    // What may be empty is repeated without that: otherwise each copy leads to all behind it.
    boolean empty = atom.isAccept(0);
    Automaton one = empty ? Joins.nonEmpty(atom) : atom;
    int least = empty ? 0 : min;
    long copies = max == NONE ? Math.max(1, least) : max;
    budget.checkStates(copies * one.getNumStates(), keyword, here());
    budget.checkStates(copies * Joins.inRow(one) / WAYS, keyword, here());
    return Joins.repeated(one, least, max);
  }

  /** Least and most repetitions, {@link #NONE} for no bound; null when there is no quantifier. */
  private int[] quantifier() {
    int c = peek();
    if (c == '{') {
      return braces();
    }
    if (c != '*' && c != '+' && c != '?') {
      return null;
    }
    at++;
    return new int[] {c == '+' ? 1 : 0, c == '?' ? 1 : NONE};
  }

  private int[] braces() {
    int close = regex.indexOf('}', at);
    String inner = close < 0 ? "" : regex.substring(at + 1, close);
    if (inner.matches(",[0-9]+")) {
      throw refuse("{,n}", "'{,n}' means different things in different dialects: write {0,n}");
    }
    if (!inner.matches("[0-9]+(,[0-9]*)?")) {
      return null; // an ordinary brace
    }
    int comma = inner.indexOf(',');
    int min = number(comma < 0 ? inner : inner.substring(0, comma));
    int max =
        comma < 0 ? min : comma == inner.length() - 1 ? NONE : number(inner.substring(comma + 1));
    if (max != NONE && max < min) {
      throw malformed("the bounds of a repetition are the wrong way round");
    }
    at = close + 1;
    return new int[] {min, max};
  }

  private int number(String digits) {
    if (digits.length() > 7 || Integer.parseInt(digits) > MOST_REPETITIONS) {
      throw Budget.tooLarge(keyword, here());
    }
    return Integer.parseInt(digits);
  }

  private Automaton atom() {
    int c = next();
    return switch (c) {
      case '(' -> group();
      case '[' -> characterClass().one();
      case '.' -> Classes.DOT.one();
      case '^' -> mark(Regex.BEGIN);
      case '$' -> mark(Regex.END);
      case '\\' -> escape();
      case '*', '+', '?', '{' -> ordinary(c);
      default -> literal(c);
    };
  }

  /** What would be a quantifier, but that nothing is before it: a brace may be an ordinary one. */
  private Automaton ordinary(int c) {
    int begin = --at;
    if (quantifier() != null) {
      at = begin;
      throw malformed("there is nothing to repeat");
    }
    at++;
    return literal(c);
  }

  private Automaton mark(int label) {
    anchors = true;
    return Automata.makeChar(label);
  }

  private Automaton literal(int c) {
    return CodePoints.of(c, c).one();
  }

  private Automaton group() {
    if (take('?')) {
      groupKind();
    }
    Automaton inner = alternatives();
    if (!take(')')) {
      throw malformed("a group is not closed");
    }
    return inner;
  }

  private void groupKind() {
    if (take(':')) {
      return;
    }
    if (regex.startsWith("<=", at)
        || regex.startsWith("<!", at)
        || peek() == '='
        || peek() == '!') {
      throw refuse("look-around", "look-around is not supported");
    }
    if (regex.startsWith("P=", at)) {
      throw refuse("back-reference", "back-references are not supported");
    }
    if (peek() == 'P') {
      at++;
    }
    if (peek() == '<') {
      int close = regex.indexOf('>', at);
      if (close < 0 || !regex.substring(at + 1, close).matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw malformed("a group has no proper name");
      }
      at = close + 1;
      return;
    }
    if (peek() == '>') {
      throw refuse("atomic group", "atomic groups are not supported");
    }
    throw refuse("flags", "flags and conditions of groups are not supported");
  }

  private Automaton escape() {
    int c = peek();
    if (c == 'b' || c == 'B') {
      throw refuse("word boundary", "word boundaries are not supported");
    }
    if (c == 'A') {
      at++;
      return mark(Regex.BEGIN);
    }
    if (c == 'Z' || c == 'z') {
      at++;
      return mark(Regex.END);
    }
    if (c == 'k' || (c >= '1' && c <= '9')) {
      throw refuse("back-reference", "back-references are not supported");
    }
    CodePoints set = namedSet(false);
    return set != null ? set.one() : literal(escapedCharacter());
  }

  /** What {@code \d} and the like stand for; null when it is none of them. */
  private CodePoints namedSet(boolean negated) {
    int c = peek();
    CodePoints set =
        switch (c) {
          case 'd' -> Classes.DIGIT;
          case 'D' -> Classes.DIGIT.not();
          case 'w' -> Classes.WORD;
          case 'W' -> Classes.WORD.not();
          // What is allowed in the end is what every dialect allows.
          case 's' -> negated ? Classes.ANY_SPACE : Classes.SPACE;
          case 'S' -> (negated ? Classes.SPACE : Classes.ANY_SPACE).not();
          case 'p', 'P' -> property();
          default -> null;
        };
    if (set != null && c != 'p' && c != 'P') {
      at++;
    }
    return set;
  }

  private CodePoints property() {
    int begin = at;
    boolean not = next() == 'P';
    int close = regex.indexOf('}', at);
    if (!take('{') || close < 0) {
      at = begin;
      throw malformed("a property has no braces");
    }
    String name = regex.substring(at, close).replaceFirst("^(gc|General_Category)=", "");
    CodePoints set = Classes.category(name);
    if (set == null) {
      at = begin;
      throw refuse("\\p", "the property '" + name + "' is not supported");
    }
    at = close + 1;
    return not ? set.not() : set;
  }

  private int escapedCharacter() {
    int begin = at;
    int c = next();
    return switch (c) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'f' -> '\f';
      case 'v' -> 0x0B;
      case '0' -> zero(begin);
      case 'x' -> hex(2);
      case 'u' -> unicode();
      case 'c' -> control();
      default -> itself(c, begin);
    };
  }

  private int zero(int begin) {
    if (peek() >= '0' && peek() <= '9') {
      at = begin;
      throw refuse("octal escape", "octal escapes are not supported");
    }
    return 0;
  }

  private int control() {
    int letter = next() | 0x20;
    if (letter < 'a' || letter > 'z') {
      throw malformed("\\c has no letter");
    }
    return letter & 0x1F;
  }

  private int itself(int c, int begin) {
    if (Character.isLetterOrDigit(c)) {
      at = begin;
      String escape = "\\" + Character.toString(c);
      throw refuse(escape, "the escape " + escape + " is not supported");
    }
    return c;
  }

  private int unicode() {
    if (take('{')) {
      int close = regex.indexOf('}', at);
      String digits = close < 0 ? "" : regex.substring(at, close);
      if (!digits.matches("[0-9A-Fa-f]{1,6}")
          || Integer.parseInt(digits, 16) > Character.MAX_CODE_POINT) {
        throw malformed("\\u{} has no code point");
      }
      at = close + 1;
      return character(Integer.parseInt(digits, 16));
    }
    int unit = hex(4);
    if (Character.isHighSurrogate((char) unit) && regex.startsWith("\\u", at)) {
      at += 2;
      int low = hex(4);
      if (Character.isLowSurrogate((char) low)) {
        return Character.toCodePoint((char) unit, (char) low);
      }
    }
    return character(unit);
  }

  private int hex(int digits) {
    int end = at + digits;
    if (end > regex.length() || !regex.substring(at, end).matches("[0-9A-Fa-f]+")) {
      throw malformed("an escape has fewer than " + digits + " hexadecimal digits");
    }
    int value = Integer.parseInt(regex.substring(at, end), 16);
    at = end;
    return value;
  }

  private CodePoints characterClass() {
    boolean negated = take('^');
    if (peek() == ']') {
      throw refuse("[]", "a ']' first in a class means different things in different dialects");
    }
    CodePoints set = CodePoints.of();
    while (!take(']')) {
      if (regex.startsWith("[:", at)) {
        throw refuse("[:", "POSIX classes are not supported");
      }
      CodePoints named = null;
      int first = NONE;
      if (take('\\')) {
        named = namedSet(negated);
        first = named != null ? NONE : classEscape();
      } else {
        first = next();
      }
      if (named != null) {
        set = set.or(named);
      } else if (peek() == '-' && rangeFollows()) {
        at++;
        int last = take('\\') ? classEscape() : next();
        if (last < first) {
          throw malformed("a range is the wrong way round");
        }
        set = set.or(CodePoints.of(first, last));
      } else {
        set = set.or(CodePoints.of(first, first));
      }
      budget.check(keyword, here());
    }
    CodePoints result = negated ? set.not() : set;
    if (result.isEmpty()) {
      throw malformed("a class has no character");
    }
    return result;
  }

  private boolean rangeFollows() {
    if (at + 1 >= regex.length() || regex.charAt(at + 1) == ']') {
      return false;
    }
    return regex.charAt(at + 1) != '\\'
        || at + 2 >= regex.length()
        || "dDwWsSpP".indexOf(regex.charAt(at + 2)) < 0;
  }

  private int classEscape() {
    if (take('b')) {
      return '\b';
    }
    if (peek() >= '1' && peek() <= '9') {
      throw refuse("octal escape", "octal escapes are not supported");
    }
    return escapedCharacter();
  }

  private int peek() {
    return at < regex.length() ? regex.codePointAt(at) : NONE;
  }

  private boolean take(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private int next() {
    if (at >= regex.length()) {
      throw malformed("it ends too early");
    }
    int c = regex.codePointAt(at);
    character(c);
    at += Character.charCount(c);
    return c;
  }

  private int character(int c) {
    if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
      throw malformed("half a surrogate pair is no character");
    }
    return c;
  }

  private Automaton sized(Automaton automaton) {
    budget.checkStates(automaton.getNumStates(), keyword, here());
    budget.checkStates(automaton.getNumTransitions() / WAYS, keyword, here());
    return automaton;
  }

  private FormException malformed(String why) {
    return refuse("syntax", why);
  }

  private FormException refuse(String what, String why) {
    String where = "character " + (at + 1);
    boolean alone = place.isEmpty();
    return new FormException(
        alone ? what : keyword,
        alone ? where : place,
        "The regular expression%s cannot be used: at %s, %s."
            .formatted(alone ? "" : " at " + place, where, why));
  }

  private String here() {
    return place.isEmpty() ? "character " + (at + 1) : place;
  }
}
