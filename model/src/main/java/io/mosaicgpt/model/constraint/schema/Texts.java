package io.mosaicgpt.model.constraint.schema;

import io.mosaicgpt.model.constraint.language.Budget;
import io.mosaicgpt.model.constraint.language.CodePoints;
import io.mosaicgpt.model.constraint.language.Languages;
import io.mosaicgpt.model.constraint.regex.Regex;
import io.mosaicgpt.model.constraint.schema.Shape.TextPart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;

/** The languages of patterns and formats, each made once for a schema. */
final class Texts {
  private final Budget budget;
  private final Map<String, Automaton> known = new HashMap<>();

  Texts(Budget budget) {
    this.budget = budget;
  }

  Automaton of(TextPart part) {
    return part.isFormat()
        ? JsonLeaves.format(part.value())
        : pattern(part.value(), part.keyword(), part.place());
  }

  /** Texts in which a pattern matches somewhere. */
  Automaton pattern(String regex, String keyword, String place) {
    Automaton automaton = known.get(regex);
    if (automaton == null) {
      automaton = Regex.somewhere(regex, budget, keyword, place);
      known.put(regex, automaton);
    }
    return automaton;
  }

  /** What a shape says of texts, its values apart. */
  Automaton of(Shape shape) {
    Languages languages = languages(shape);
    Automaton language = null;
    for (TextPart part : shape.texts) {
      Automaton next = of(part);
      language = language == null ? next : languages.both(language, next);
    }
    boolean format = shape.texts.stream().anyMatch(TextPart::isFormat); // none has an empty text
    boolean fits =
        shape.maxLength < 0
            || shape.texts.stream()
                .anyMatch(part -> part.isFormat() && Formats.fits(part.value(), shape.maxLength));
    int least = format && shape.minLength == 1 ? 0 : shape.minLength;
    if (least > 0 || !fits) {
      Automaton lengths = languages.lengths(least, fits ? -1 : shape.maxLength);
      language = language == null ? lengths : languages.both(language, lengths);
    }
    List<Automaton> excluded =
        shape.excluded.stream()
            .filter(value -> value.isTextual())
            .map(value -> Automata.makeString(value.textValue()))
            .toList();
    Automaton all = language == null ? languages.settle(CodePoints.ALL.many()) : language;
    return excluded.isEmpty() ? all : languages.without(all, languages.either(excluded));
  }

  Languages languages(Shape shape) {
    String place = shape.texts.isEmpty() ? shape.place : shape.texts.get(0).place();
    String keyword = shape.texts.isEmpty() ? "maxLength" : shape.texts.get(0).keyword();
    return new Languages(budget, keyword, place);
  }

  Budget budget() {
    return budget;
  }
}
