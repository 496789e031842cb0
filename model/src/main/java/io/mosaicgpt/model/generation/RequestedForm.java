package io.mosaicgpt.model.generation;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.constraint.form.FormText;
import java.util.Locale;

/**
 * The form that the answer to a request must have.
 *
 * @param text the form
 * @param end tokens of the text that ends an answer, and that is among the request's stop texts;
 *     empty where only the end-of-text token does
 */
public record RequestedForm(FormText text, int[] end) {
  public RequestedForm {
    requireNonNull(text, "text is null");
    requireNonNull(end, "end is null");
  }

  /** The field of an event that asks for it. */
  public String field() {
    return text.kind().name().toLowerCase(Locale.ROOT);
  }
}
