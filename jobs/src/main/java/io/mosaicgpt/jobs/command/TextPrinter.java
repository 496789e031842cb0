package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.terminal.Terminal;
import io.mosaicgpt.jobs.terminal.TextLine;
import io.mosaicgpt.model.client.Answer;
import io.mosaicgpt.model.client.LabelScores;
import io.mosaicgpt.model.generation.GenerationEvent;
import java.io.PrintWriter;
import java.util.Optional;

/** Prints a completion as it comes: text, or token ids of a model without a tokenizer. */
final class TextPrinter {
  private final PrintWriter out;
  private final boolean text;
  private final boolean terminal;
  private int printed;

  TextPrinter(PrintWriter out, boolean text, Terminal terminal) {
    this.out = out;
    this.text = text;
    this.terminal = terminal.out();
  }

  /** Prints what became certain with one more token. */
  void token(GenerationEvent.Token token) {
    String piece =
        text ? token.text() : (printed == 0 ? "" : " ") + Integer.toString(token.tokenId());
    print(piece);
  }

  private void print(String piece) {
    printed += piece.length();
    out.print(terminal ? TextLine.harmless(piece) : piece);
    out.flush();
  }

  /** Prints what is left of the text when the generation has ended, or the labels' scores. */
  void end(Answer answer) {
    Optional<LabelScores> scores = answer.labelScores();
    if (scores.isPresent()) {
      scores
          .get()
          .ranked()
          .forEach((label, score) -> out.printf("%6.2f %%  %s%n", 100 * score, label));
      if (!scores.get().best().equals(answer.text())) { // Not what stands first.
        out.printf("so        %s%n", answer.text() == null ? "no label" : answer.text());
      }
      out.flush();
      return;
    }
    String whole = answer.text();
    if (text && whole != null && whole.length() > printed) {
      print(whole.substring(printed));
    }
    out.println();
    out.flush();
  }
}
