package io.mosaicgpt.model.constraint.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.grammar.Grammar;
import io.mosaicgpt.model.constraint.grammar.GrammarBuilder;
import io.mosaicgpt.model.constraint.language.Budget;
import io.mosaicgpt.model.constraint.language.Languages;
import io.mosaicgpt.model.constraint.leaf.CountedString;
import io.mosaicgpt.model.constraint.leaf.Leaf;
import io.mosaicgpt.model.constraint.leaf.OtherWords;
import io.mosaicgpt.model.constraint.leaf.WordTrie;
import io.mosaicgpt.model.constraint.leaf.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/**
 * Compiles a schema. Each set of schemas that hold together becomes one rule, so that recursion
 * ends and what occurs several times is there once.
 */
public final class SchemaGrammar {
  private final Budget budget;
  private final GrammarBuilder builder;
  private final Texts texts;
  private final Shapes shapes;
  private final ValueCheck check;
  private final Map<List<Located>, Integer> rules = new HashMap<>();
  private final Queue<List<Located>> open = new ArrayDeque<>();
  private final Map<String, Leaf> leaves = new HashMap<>();

  private SchemaGrammar(SchemaDocument document, Budget budget) {
    this.budget = budget;
    this.builder = new GrammarBuilder(budget);
    this.texts = new Texts(budget);
    this.shapes = new Shapes(document, texts, budget);
    this.check = new ValueCheck(shapes, texts);
  }

  /**
   * The grammar of the values that a schema accepts, each in its canonical spelling.
   *
   * @throws FormException when the schema cannot be used
   */
  public static Grammar of(String schema, Budget budget) {
    SchemaDocument document = SchemaDocument.parse(schema);
    SchemaGrammar compiler = new SchemaGrammar(document, budget);
    int root = compiler.rule(List.of(document.root()));
    compiler.build();
    return compiler.builder.finish(root);
  }

  /** The rule of the values for which all of some schemas hold; it is built later. */
  int rule(List<Located> schemas) {
    List<Located> different = schemas.stream().distinct().toList();
    Integer known = rules.get(different);
    if (known == null) {
      String place = different.isEmpty() ? "" : different.get(0).pointer();
      known = builder.node("schema", place);
      rules.put(different, known);
      open.add(different);
    }
    return known;
  }

  private void build() {
    while (!open.isEmpty()) {
      List<Located> schemas = open.remove();
      String place = schemas.isEmpty() ? "" : schemas.get(0).pointer();
      budget.check("schema", place);
      int from = rules.get(schemas);
      int to = builder.node("schema", place);
      builder.mayReturn(to);
      TreeSet<byte[]> words = new TreeSet<>(Arrays::compareUnsigned);
      for (Shape shape : shapes.of(schemas)) {
        shape.place = place;
        addValues(shape, words);
        if (shape.values == null) {
          add(shape, from, to);
        }
      }
      if (!words.isEmpty()) {
        builder.leaf(from, words(words), to);
      }
    }
  }

  private void addValues(Shape shape, Collection<byte[]> words) {
    List<JsonNode> values =
        shape.values != null
            ? shape.values
            : List.of(NullNode.instance, BooleanNode.FALSE, BooleanNode.TRUE);
    for (JsonNode value : values) {
      if (check.accepts(shape, value)) {
        String text = CanonicalJson.text(value);
        if (text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
          throw new FormException(
              "enum",
              shape.place,
              "A value at %s has half a surrogate pair, which is no character."
                  .formatted(shape.place));
        }
        words.add(text.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void add(Shape shape, int from, int to) {
    if (shape.has(Shape.NUMBER)) {
      addNumber(shape, from, to);
    }
    if (shape.has(Shape.STRING)) {
      addString(shape, from, to);
    }
    if (shape.has(Shape.ARRAY)) {
      refuseExcluded(shape, JsonNode::isArray);
      addArray(shape, from, to);
    }
    if (shape.has(Shape.OBJECT)) {
      refuseExcluded(shape, JsonNode::isObject);
      new ObjectRule(this, builder, shape, texts, shapes).add(from, to);
    }
  }

  private static void refuseExcluded(Shape shape, java.util.function.Predicate<JsonNode> type) {
    if (shape.excluded.stream().anyMatch(type)) {
      throw new FormException(
          "not",
          shape.place,
          "Excluding a number, array or object, at %s, is not supported.".formatted(shape.place));
    }
  }

  private void addNumber(Shape shape, int from, int to) {
    refuseExcluded(shape, JsonNode::isNumber);
    boolean whole = !shape.has(Shape.FRACTION);
    if (!shape.has(Shape.INTEGER)) {
      throw new FormException(
          "not",
          shape.place,
          "Numbers that are not whole, at %s, are not supported.".formatted(shape.place));
    }
    if (shape.least == null && shape.most == null && shape.multiples.isEmpty()) {
      builder.leaf(from, whole ? JsonLeaves.ANY_INTEGER : JsonLeaves.ANY_NUMBER, to);
      return;
    }
    String key = "number " + shape.least + shape.most + whole + shape.multiples;
    Leaf leaf = leaves.get(key);
    if (leaf == null && !leaves.containsKey(key)) {
      leaf = number(shape, whole);
      leaves.put(key, leaf);
    }
    if (leaf != null) {
      builder.leaf(from, leaf, to);
    }
  }

  /** Null where there is no such number. */
  private Leaf number(Shape shape, boolean whole) {
    String keyword =
        shape.least != null ? "minimum" : shape.most != null ? "maximum" : "multipleOf";
    Languages languages = new Languages(budget, keyword, shape.place);
    if ((shape.least != null && !Numbers.canBeBound(shape.least.value()))
        || (shape.most != null && !Numbers.canBeBound(shape.most.value()))) {
      throw Budget.tooLarge(keyword, shape.place);
    }
    Numbers numbers = new Numbers(languages);
    Automaton language = numbers.within(shape.least, shape.most, whole);
    for (java.math.BigDecimal of : shape.multiples) {
      language = numbers.multiples(language, of);
      if (language == null) {
        throw Budget.tooLarge("multipleOf", shape.place + "/multipleOf");
      }
    }
    return Operations.isEmpty(language) ? null : languages.table(language);
  }

  private void addString(Shape shape, int from, int to) {
    if (shape.maxLength >= 0 && shape.maxLength < shape.minLength) {
      return;
    }
    String key = "string " + shape.minLength + " " + shape.maxLength + shape.texts + shape.excluded;
    Leaf leaf = leaves.get(key);
    if (leaf == null && !leaves.containsKey(key)) {
      leaf = string(shape);
      leaves.put(key, leaf);
    }
    if (leaf != null) {
      builder.leaf(from, leaf, to);
    }
  }

  /** Null where there is no such string. */
  private Leaf string(Shape shape) {
    boolean free = shape.minLength == 0 && shape.maxLength < 0;
    boolean excludes = shape.excluded.stream().anyMatch(JsonNode::isTextual);
    if (shape.texts.isEmpty() && !excludes) {
      return free ? JsonLeaves.ANY_STRING : counted(shape);
    }
    if (shape.texts.isEmpty() && free) {
      TreeSet<byte[]> words = new TreeSet<>(Arrays::compareUnsigned);
      shape.excluded.stream()
          .filter(JsonNode::isTextual)
          .forEach(value -> words.add(CanonicalJson.text(value).getBytes(StandardCharsets.UTF_8)));
      return new OtherWords(JsonLeaves.ANY_STRING, new WordTrie(List.copyOf(words)));
    }
    if (shape.texts.size() == 1 && shape.texts.get(0).isFormat() && free && !excludes) {
      return JsonLeaves.formatStrings(shape.texts.get(0).value());
    }
    Automaton language = texts.of(shape);
    return Operations.isEmpty(language) ? null : texts.languages(shape).jsonString(language);
  }

  private static Leaf counted(Shape shape) {
    if (shape.minLength > CountedString.MOST) {
      throw Budget.tooLarge("minLength", shape.place + "/minLength");
    }
    int most = shape.maxLength > CountedString.MOST ? CountedString.UNBOUNDED : shape.maxLength;
    if (shape.maxLength > CountedString.MOST) {
      throw Budget.tooLarge("maxLength", shape.place + "/maxLength");
    }
    return new CountedString(JsonLeaves.ANY_STRING, shape.minLength, most);
  }

  /** Brackets, and between them as many items as may be; those behind the prefix are all alike. */
  private void addArray(Shape shape, int from, int to) {
    if (shape.maxItems >= 0 && shape.maxItems < shape.minItems) {
      return;
    }
    int alike = Math.max(Items.same(shape), shape.minItems);
    boolean endless = shape.maxItems < 0;
    int begin = builder.node("items", shape.place);
    builder.leaf(from, JsonLeaves.OPEN_ARRAY, begin);
    if (shape.minItems == 0) {
      builder.leaf(begin, JsonLeaves.CLOSE_ARRAY, to);
    }
    int last = endless ? alike : shape.maxItems - 1;
    int before = builder.node("items", shape.place); // of its own: a comma may lead back to it
    builder.empty(begin, before);
    for (int i = 0; i <= last; i++) {
      String keyword = i < alike ? "minItems" : "maxItems";
      int behind = builder.node(keyword, shape.place);
      builder.call(before, rule(Items.at(shape, i)), behind);
      if (i + 1 >= shape.minItems) {
        builder.leaf(behind, JsonLeaves.CLOSE_ARRAY, to);
      }
      if (i < last) {
        int next = builder.node(keyword, shape.place);
        builder.leaf(behind, JsonLeaves.COMMA, next);
        before = next;
      } else if (endless) {
        // Item "alike" is the first of those that repeat.
        builder.leaf(behind, JsonLeaves.COMMA, before);
      }
    }
  }

  static Words words(Collection<byte[]> sorted) {
    BitSet all = new BitSet();
    all.set(0, sorted.size());
    return new Words(new WordTrie(List.copyOf(sorted)), all);
  }
}
