package io.mosaicgpt.model.constraint.schema;

import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.grammar.GrammarBuilder;
import io.mosaicgpt.model.constraint.language.Budget;
import io.mosaicgpt.model.constraint.language.Languages;
import io.mosaicgpt.model.constraint.leaf.Leaf;
import io.mosaicgpt.model.constraint.leaf.OtherWords;
import io.mosaicgpt.model.constraint.leaf.WordTrie;
import io.mosaicgpt.model.constraint.leaf.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/**
 * The rule of an object: its declared properties in their order, those that are not required left
 * out at will, and behind them others. Properties are counted where their number is bounded.
 */
final class ObjectRule {
  private static final int MOST_PATTERNS = 8;
  private static final String KEYWORD = "properties";

  /** Names that are not declared, and what their values must be. */
  private record Others(Leaf names, int value) {}

  private final SchemaGrammar grammar;
  private final GrammarBuilder builder;
  private final Shape shape;
  private final Texts texts;
  private final Shapes shapes;
  private final Properties properties;
  private final List<String> names = new ArrayList<>();
  private final List<Integer> values = new ArrayList<>();
  private final List<Others> others = new ArrayList<>();
  private final Map<List<Integer>, Integer> behind = new HashMap<>();
  private final Map<List<Integer>, Integer> keys = new HashMap<>();
  private final Map<Integer, int[]> exits = new HashMap<>();
  private WordTrie trie;
  private int[] wordOf;
  private int end;

  /** The count of properties from which on it tells nothing more. */
  private int counted;

  ObjectRule(
      SchemaGrammar grammar, GrammarBuilder builder, Shape shape, Texts texts, Shapes shapes) {
    this.grammar = grammar;
    this.builder = builder;
    this.shape = shape;
    this.texts = texts;
    this.shapes = shapes;
    this.properties = new Properties(shape, texts);
  }

  void add(int from, int to) {
    if (!shape.dependent.isEmpty()) {
      throw new FormException(
          "dependentRequired",
          shape.place,
          "Names that are required where others are there, at %s, are not supported."
              .formatted(shape.place));
    }
    if (shape.required.stream().anyMatch(shape.absent::contains)) {
      return;
    }
    Set<String> declared = properties.declared();
    Automaton allowed = allowedNames();
    for (String name : declared) {
      boolean fits = allowed == null || Operations.run(allowed, name);
      if (fits && !shape.absent.contains(name)) {
        names.add(name);
        values.add(grammar.rule(properties.of(name)));
      } else if (shape.required.contains(name)) {
        return;
      }
    }
    addOthers(declared, allowed);
    index();
    counted = counted();
    end = to;
    int begin = builder.node(KEYWORD, shape.place);
    builder.leaf(from, JsonLeaves.OPEN_OBJECT, begin);
    if (mayEnd(0, 0)) {
      builder.leaf(begin, JsonLeaves.CLOSE_OBJECT, end);
    }
    if (mayGoOn(0, 0)) {
      builder.empty(begin, key(0, 0));
    }
    // Nodes that are asked for are filled in here, rather than by recursion.
    while (!open.isEmpty()) {
      open.remove(open.size() - 1).run();
    }
  }

  private final List<Runnable> open = new ArrayList<>();

  private int counted() {
    int most = shape.maxProperties < 0 ? 0 : shape.maxProperties + 1;
    boolean closed = others.isEmpty();
    if (closed && names.size() <= shape.maxProperties) {
      most = 0; // there are no more in any case
    }
    int least = shape.minProperties <= shape.required.size() ? 0 : shape.minProperties;
    return Math.max(least, most);
  }

  /** Where the next key comes, of one of the properties from an index on or of an other one. */
  private int key(int index, int count) {
    return keys.computeIfAbsent(
        List.of(index, count),
        at -> {
          int node = builder.node(KEYWORD, shape.place);
          open.add(() -> fillKey(node, index, count));
          return node;
        });
  }

  private void fillKey(int node, int index, int count) {
    int needed = nextRequired(index);
    BitSet permitted = new BitSet();
    for (int i = index; i < names.size() && i <= needed; i++) {
      permitted.set(wordOf[i]);
    }
    if (!permitted.isEmpty()) {
      builder.words(node, new Words(trie, permitted), exits(count));
    }
    if (needed == names.size()) {
      for (Others other : others) {
        int colon = builder.node(KEYWORD, shape.place);
        int value = builder.node(KEYWORD, shape.place);
        builder.leaf(node, other.names(), colon);
        builder.leaf(colon, JsonLeaves.COLON, value);
        builder.call(value, other.value(), behind(names.size(), count + 1));
      }
    }
  }

  /** Where each key leads to: to its value. */
  private int[] exits(int count) {
    return exits.computeIfAbsent(
        Math.min(count, counted),
        at -> {
          int[] nodes = new int[names.size()];
          for (int i = 0; i < nodes.length; i++) {
            int value = builder.node(KEYWORD, shape.place);
            builder.call(value, values.get(i), behind(i + 1, count + 1));
            nodes[wordOf[i]] = value;
          }
          return nodes;
        });
  }

  /** Where a value has come, and properties from an index on may follow. */
  private int behind(int index, int count) {
    int known = Math.min(count, counted);
    return behind.computeIfAbsent(
        List.of(index, known),
        at -> {
          int node = builder.node(KEYWORD, shape.place);
          open.add(() -> fillBehind(node, index, known));
          return node;
        });
  }

  private void fillBehind(int node, int index, int count) {
    if (mayEnd(index, count)) {
      builder.leaf(node, JsonLeaves.CLOSE_OBJECT, end);
    }
    if (mayGoOn(index, count)) {
      builder.leaf(node, JsonLeaves.COMMA, key(index, count));
    }
  }

  private boolean mayEnd(int index, int count) {
    return nextRequired(index) == names.size()
        && (counted == 0 || count >= shape.minProperties)
        && (shape.maxProperties != 0 || count == 0);
  }

  private boolean mayGoOn(int index, int count) {
    boolean full = counted > 0 && shape.maxProperties >= 0 && count >= shape.maxProperties;
    return !full && shape.maxProperties != 0 && (index < names.size() || !others.isEmpty());
  }

  private int nextRequired(int index) {
    int next = index;
    while (next < names.size() && !shape.required.contains(names.get(next))) {
      next++;
    }
    return next;
  }

  private void index() {
    List<byte[]> words =
        names.stream()
            .map(name -> (CanonicalJson.text(name) + ":").getBytes(StandardCharsets.UTF_8))
            .toList();
    Integer[] order = IntStream.range(0, words.size()).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparing(words::get, Arrays::compareUnsigned));
    wordOf = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      wordOf[order[i]] = i;
    }
    trie = new WordTrie(Arrays.stream(order).map(words::get).toList());
  }

  /** What {@code propertyNames} allows; null where it says nothing. */
  private Automaton allowedNames() {
    if (shape.names.isEmpty()) {
      return null;
    }
    Languages languages = languages("propertyNames");
    List<Automaton> allowed = new ArrayList<>();
    for (Shape name : shapes.of(shape.names)) {
      if (name.has(Shape.STRING)) {
        allowed.add(
            name.values == null
                ? texts.of(name)
                : Operations.union(
                    name.values.stream()
                        .filter(value -> value.isTextual())
                        .filter(value -> new ValueCheck(shapes, texts).accepts(name, value))
                        .map(value -> Automata.makeString(value.textValue()))
                        .toList()));
      }
    }
    return allowed.isEmpty() ? Automata.makeEmpty() : languages.either(allowed);
  }

  private void addOthers(Set<String> declared, Automaton allowed) {
    Map<String, Automaton> patterns = new LinkedHashMap<>();
    properties
        .patterns()
        .forEach(
            (regex, place) ->
                patterns.put(regex, texts.pattern(regex, "patternProperties", place)));
    if (patterns.isEmpty() && allowed == null) {
      if (canBe(null, Set.of())) {
        others.add(new Others(undeclared(declared), grammar.rule(properties.of(null, Set.of()))));
      }
      return;
    }
    if (patterns.size() > MOST_PATTERNS) {
      throw Budget.tooLarge("patternProperties", shape.place + "/patternProperties");
    }
    Languages languages = languages("patternProperties");
    List<String> regexes = List.copyOf(patterns.keySet());
    Automaton rest = rest(languages, declared, allowed);
    addMatching(languages, regexes, patterns, 0, rest, new LinkedHashSet<>());
  }

  private Automaton rest(Languages languages, Set<String> declared, Automaton allowed) {
    Automaton all = allowed == null ? texts.of(new Shape()) : allowed;
    return declared.isEmpty()
        ? all
        : languages.without(
            all, languages.either(declared.stream().map(Automata::makeString).toList()));
  }

  /** Splits names by which of the patterns they match. */
  private void addMatching(
      Languages languages,
      List<String> regexes,
      Map<String, Automaton> patterns,
      int index,
      Automaton names,
      Set<String> matching) {
    if (Operations.isEmpty(names)) {
      return;
    }
    if (index == regexes.size()) {
      if (canBe(null, matching)) {
        others.add(
            new Others(languages.jsonString(names), grammar.rule(properties.of(null, matching))));
      }
      return;
    }
    Automaton pattern = patterns.get(regexes.get(index));
    addMatching(
        languages, regexes, patterns, index + 1, languages.without(names, pattern), matching);
    Set<String> more = new LinkedHashSet<>(matching);
    more.add(regexes.get(index));
    addMatching(languages, regexes, patterns, index + 1, languages.both(names, pattern), more);
  }

  /** Whether a property may be there, as far as one can tell without going into it. */
  private boolean canBe(String name, Set<String> matching) {
    return properties.of(name, matching).stream()
        .noneMatch(schema -> schema.node().isBoolean() && !schema.node().booleanValue());
  }

  private Leaf undeclared(Set<String> declared) {
    if (declared.isEmpty()) {
      return JsonLeaves.ANY_STRING;
    }
    TreeSet<byte[]> words = new TreeSet<>(Arrays::compareUnsigned);
    declared.forEach(name -> words.add(CanonicalJson.text(name).getBytes(StandardCharsets.UTF_8)));
    return new OtherWords(JsonLeaves.ANY_STRING, new WordTrie(List.copyOf(words)));
  }

  private Languages languages(String keyword) {
    return new Languages(texts.budget(), keyword, shape.place + "/" + keyword);
  }
}
