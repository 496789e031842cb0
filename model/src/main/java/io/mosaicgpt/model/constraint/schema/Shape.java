package io.mosaicgpt.model.constraint.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What values must be like by one branch of a schema: types, and what holds for each of them.
 * Branches of {@code anyOf} and {@code oneOf} that are still to be gone into are pending.
 */
final class Shape {
  static final int NULL = 1;
  static final int BOOLEAN = 2;
  static final int INTEGER = 4;
  static final int FRACTION = 8;
  static final int NUMBER = INTEGER | FRACTION;
  static final int STRING = 16;
  static final int ARRAY = 32;
  static final int OBJECT = 64;
  static final int ANY = 127;

  static final int UNBOUNDED = -1;

  /**
   * {@code properties}, {@code patternProperties} and {@code additionalProperties} side by side.
   */
  record ObjectPart(Map<String, Located> named, Map<String, Located> matching, Located others) {}

  /** {@code prefixItems} and {@code items} side by side; null where nothing is said of the rest. */
  record ArrayPart(List<Located> prefix, Located rest) {}

  /** A {@code pattern} or {@code format}, and where it is from. */
  record TextPart(String keyword, String value, String place) {
    boolean isFormat() {
      return keyword.equals("format");
    }
  }

  /** A bound of numbers. */
  record Bound(BigDecimal value, boolean exclusive) {}

  /** A keyword whose branches are still to be gone into. */
  record Pending(Located schema, String keyword) {}

  int types = ANY;
  List<JsonNode> values;
  Bound least;
  Bound most;
  List<BigDecimal> multiples = new ArrayList<>();
  int minLength;
  int maxLength = UNBOUNDED;
  List<TextPart> texts = new ArrayList<>();
  int minItems;
  int maxItems = UNBOUNDED;
  List<ArrayPart> arrays = new ArrayList<>();
  int minProperties;
  int maxProperties = UNBOUNDED;
  Set<String> required = new LinkedHashSet<>();
  Set<String> absent = new LinkedHashSet<>();
  Map<String, List<String>> dependent = new LinkedHashMap<>();
  List<ObjectPart> objects = new ArrayList<>();
  List<Located> names = new ArrayList<>();
  List<JsonNode> excluded = new ArrayList<>();
  String place = "";
  Deque<Pending> pending = new ArrayDeque<>();

  Shape copy() {
    Shape copy = new Shape();
    copy.types = types;
    copy.values = values;
    copy.least = least;
    copy.most = most;
    copy.multiples = new ArrayList<>(multiples);
    copy.minLength = minLength;
    copy.maxLength = maxLength;
    copy.texts = new ArrayList<>(texts);
    copy.minItems = minItems;
    copy.maxItems = maxItems;
    copy.arrays = new ArrayList<>(arrays);
    copy.minProperties = minProperties;
    copy.maxProperties = maxProperties;
    copy.required = new LinkedHashSet<>(required);
    copy.absent = new LinkedHashSet<>(absent);
    copy.dependent = new LinkedHashMap<>(dependent);
    copy.objects = new ArrayList<>(objects);
    copy.names = new ArrayList<>(names);
    copy.excluded = new ArrayList<>(excluded);
    copy.place = place;
    copy.pending = new ArrayDeque<>(pending);
    return copy;
  }

  boolean has(int type) {
    return (types & type) != 0;
  }

  void atLeast(Bound bound) {
    int order = least == null ? 1 : bound.value().compareTo(least.value());
    if (order > 0 || (order == 0 && bound.exclusive())) {
      least = bound;
    }
  }

  void atMost(Bound bound) {
    int order = most == null ? -1 : bound.value().compareTo(most.value());
    if (order < 0 || (order == 0 && bound.exclusive())) {
      most = bound;
    }
  }

  static int tighter(int most, int other) {
    return most == UNBOUNDED ? other : Math.min(most, other);
  }
}
