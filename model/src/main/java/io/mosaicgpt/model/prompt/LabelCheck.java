package io.mosaicgpt.model.prompt;

import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.RequestException;
import java.nio.IntBuffer;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the labels of one request have to be like. */
final class LabelCheck {
  /** Most characters of an event that a message repeats. */
  private static final int LONGEST_QUOTE = 100;

  private LabelCheck() {}

  /**
   * Checks labels before they are tokenized.
   *
   * @param end text that ends an answer, or empty
   * @throws RequestException for labels that are too many, blank, no two labels to a reader, or
   *     that go on behind the end of an answer
   */
  static void check(List<String> labels, String end) {
    RequestCheck.requireFew(labels.size());
    Map<String, String> seen = new HashMap<>();
    for (String label : labels) {
      if (label.isBlank()) {
        throw invalid("one of choices is blank: give every label a name");
      }
      if (!end.isEmpty() && label.contains(end)) {
        throw invalid(
            "choices has \"%s\", which holds the text that ends an answer, \"%s\": leave that out"
                .formatted(quoted(label), quoted(end.strip())));
      }
      String other = seen.put(Normalizer.normalize(label.strip(), Normalizer.Form.NFC), label);
      if (label.equals(other)) {
        throw invalid("choices has \"%s\" twice: give every label once".formatted(quoted(label)));
      }
      if (other != null) {
        throw invalid(
            ("choices has \"%s\" and \"%s\", which differ in white space around them or in"
                    + " Unicode's normal form only: give every label once")
                .formatted(quoted(other), quoted(label)));
      }
    }
  }

  /**
   * Checks labels that are tokenized.
   *
   * @throws RequestException when two of them are the same to the model
   */
  static void checkTokens(List<Choice> choices) {
    Map<IntBuffer, String> seen = new HashMap<>();
    for (Choice choice : choices) {
      String other = seen.put(IntBuffer.wrap(choice.tokenIds()), choice.label());
      if (other != null) {
        throw invalid(
            "choices has \"%s\" and \"%s\", which the tokenizer reads as one: give every label once"
                .formatted(quoted(other), quoted(choice.label())));
      }
    }
  }

  /** A label may have megabytes, which no message should. */
  static String quoted(String label) {
    return label.length() <= LONGEST_QUOTE ? label : label.substring(0, LONGEST_QUOTE) + "...";
  }

  private static RequestException invalid(String message) {
    return new RequestException(ErrorCode.INVALID_REQUEST, message);
  }
}
