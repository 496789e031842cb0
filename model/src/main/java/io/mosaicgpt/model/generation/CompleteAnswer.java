package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.constraint.FormState;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.function.Predicate;

/**
 * Whether a text is a complete answer of a form. Asked of beginnings of one growing text, most of
 * them longer than the one before: what was looked at is not looked at again. Not thread-safe.
 */
final class CompleteAnswer implements Predicate<String> {
  private final Tokenizer tokenizer;
  private final FormState start;

  /** The state behind {@link #known}; null where no answer of the form begins like that. */
  private FormState state;

  private String known = "";

  CompleteAnswer(Tokenizer tokenizer, FormState start) {
    this.tokenizer = tokenizer;
    this.start = start;
    this.state = start;
  }

  @Override
  public boolean test(String text) {
    if (!text.startsWith(known)) {
      known = "";
      state = start;
    }
    // A form looks at bytes: how they are cut into tokens does not matter to it.
    for (int token : tokenizer.encode(text.substring(known.length()))) {
      state = state == null || state.allowed().forbids(token) ? null : state.append(token);
    }
    known = text;
    return state != null && state.mayEnd();
  }
}
