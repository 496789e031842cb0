package io.mosaicgpt.model.constraint;

import static java.util.Objects.requireNonNull;

/** A form that cannot be used: what of it, where, and why, in one sentence. */
public final class FormException extends RuntimeException {
  private final String keyword;
  private final String place;

  /**
   * A refusal.
   *
   * @param keyword of JSON Schema, or the construct of a regex or the limit that is at fault
   * @param place of it: a JSON pointer such as {@code /properties/size/multipleOf}, or {@code
   *     character 7} of a regex
   * @param sentence for who wrote the form
   */
  public FormException(String keyword, String place, String sentence) {
    super(requireNonNull(sentence, "sentence is null"));
    this.keyword = requireNonNull(keyword, "keyword is null");
    this.place = requireNonNull(place, "place is null");
  }

  /** What cannot be used. */
  public String keyword() {
    return keyword;
  }

  /** Where it stands. */
  public String place() {
    return place;
  }
}
