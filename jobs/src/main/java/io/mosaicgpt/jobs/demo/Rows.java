package io.mosaicgpt.jobs.demo;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.terminal.TextLine;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The demo's table: one line per completion, never wider than the terminal. */
final class Rows {
  /** Marks an intent that is not the true one. */
  static final String WRONG = "\u2717";

  private static final int FIXED = 2 + 2 + 6 + 2 + 5 + 2 + 2;
  private static final String INDENT = "    ";
  private static final int LEAST_TEXT = 10;

  private final DemoTexts texts;
  private final int columns;
  private final int textColumns;
  private final int answerColumns;

  /** Rows for answers to those texts. */
  Rows(DemoTexts texts, int columns) {
    this.texts = requireNonNull(texts, "texts is null");
    this.columns = columns;
    this.textColumns = (columns - FIXED) * 3 / 5;
    this.answerColumns = columns - FIXED - textColumns;
  }

  String header() {
    return line("message or question", "ms", "prob", "", "intent or answer");
  }

  String of(Completion completion) {
    String id = completion.getRequestId();
    String label = completion.getLabel();
    Optional<String> intent = texts.of(id).flatMap(DemoText::intent);
    return line(
        texts.of(id).map(DemoText::text).orElse(id),
        completion.getTimings() == null
            ? "-"
            : String.format(Locale.ROOT, "%.0f", completion.getTimings().getTotalMs()),
        label == null
            ? ""
            : String.format(Locale.ROOT, "%.0f %%", 100 * completion.getLabelScores().get(label)),
        intent.isPresent() && !intent.get().equals(label) ? WRONG : "",
        answer(completion));
  }

  private static String answer(Completion completion) {
    if (completion.getLabel() != null) {
      return completion.getLabel();
    }
    return completion.getOutputText() == null
        ? "(" + completion.getFinishReason() + ")"
        : completion.getOutputText();
  }

  /** Two lines, across the columns: where the event came from and went, and why. */
  List<String> of(DeadLetter letter, String topic) {
    String request = letter.getRequestId() == null ? "" : " of " + letter.getRequestId();
    String way =
        "dead letter: %s%s, %s offset %d -> %s"
            .formatted(
                letter.getCode(),
                request,
                letter.getSourceTopic(),
                letter.getSourceOffset(),
                topic);
    return List.of(
        "  " + TextLine.of(way, Math.max(LEAST_TEXT, columns - 2)),
        INDENT + TextLine.of(letter.getMessage(), Math.max(LEAST_TEXT, columns - INDENT.length())));
  }

  private String line(String text, String millis, String probability, String mark, String answer) {
    return "  %s  %6s  %5s  %1s %s"
        .formatted(
            TextLine.padded(text, textColumns),
            millis,
            probability,
            mark,
            TextLine.of(answer, answerColumns));
  }
}
