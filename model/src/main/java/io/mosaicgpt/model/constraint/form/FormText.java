package io.mosaicgpt.model.constraint.form;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.mosaicgpt.model.digest.Sha256;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a request asks for.
 *
 * @param text a regular expression, a JSON Schema, or labels as an array of JSON
 */
public record FormText(Kind kind, String text) implements Serializable {
  /** What the text is; the names are those of the request's fields. */
  public enum Kind {
    CHOICES,
    REGEX,
    JSON_SCHEMA
  }

  /** Checks that nothing is missing. */
  public FormText {
    requireNonNull(kind, "kind is null");
    requireNonNull(text, "text is null");
  }

  /** One of some labels. */
  public static FormText choices(List<String> labels) {
    String text =
        labels.stream()
            .map(
                label ->
                    '"' + new String(JsonStringEncoder.getInstance().quoteAsString(label)) + '"')
            .collect(Collectors.joining(",", "[", "]"));
    return new FormText(Kind.CHOICES, text);
  }

  /** A pattern that the whole answer matches. */
  public static FormText regex(String regex) {
    return new FormText(Kind.REGEX, regex);
  }

  /** A schema, as JSON, that the whole answer has. */
  public static FormText jsonSchema(String schema) {
    return new FormText(Kind.JSON_SCHEMA, schema);
  }

  /** SHA-256 of kind and text, by which an answer tells what it was held to; 64 hex digits. */
  public String sha256() {
    return Sha256.hex(kind + "\n" + text);
  }
}
