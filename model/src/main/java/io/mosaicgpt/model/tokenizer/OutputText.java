package io.mosaicgpt.model.tokenizer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Predicate;

/**
 * The text of one generation as it grows. Text is let out once it is certain: whole characters that
 * no later token changes and that can no longer belong to a stop text. All that is let out, with
 * {@link #flush} at the end, is the whole text; a stop text and what follows it are not part of it.
 *
 * <p>Stop texts count from {@code minTokens} on: one that is complete with one of the first {@code
 * minTokens} tokens is ordinary text. The token that ends a generation by its id is not appended:
 * it has no text.
 *
 * <p>A generation goes on behind tokens of an earlier attempt by appending those first; it then
 * behaves as if it had never been interrupted. Not thread-safe.
 */
public final class OutputText {
  private final IncrementalDetokenizer detokenizer;
  private final StopMatcher stopMatcher;
  private final int minTokens;
  private final Predicate<String> mayStop;
  private final StringBuilder text = new StringBuilder();
  private int tokens;
  private boolean flushed;

  /**
   * Starts an empty text.
   *
   * @param stopTexts each at least one whole character; may be empty
   * @param minTokens as in {@code SamplingParams}
   */
  public OutputText(Tokenizer tokenizer, List<String> stopTexts, int minTokens) {
    this(tokenizer, stopTexts, minTokens, before -> true);
  }

  /**
   * Starts an empty text.
   *
   * @param stopTexts each at least one whole character; may be empty
   * @param minTokens as in {@code SamplingParams}
   * @param mayStop whether a stop text behind all of this text ends it; if not, it is ordinary text
   */
  public OutputText(
      Tokenizer tokenizer, List<String> stopTexts, int minTokens, Predicate<String> mayStop) {
    this.detokenizer = new IncrementalDetokenizer(requireNonNull(tokenizer, "tokenizer is null"));
    this.stopMatcher = new StopMatcher(stopTexts);
    this.minTokens = minTokens;
    this.mayStop = requireNonNull(mayStop, "mayStop is null");
  }

  /**
   * What one more token brought.
   *
   * @param text the text that became certain; often empty
   * @param stopped whether a stop text ended the generation; no token may follow
   */
  public record Delta(String text, boolean stopped) {}

  /** Takes the next token. */
  public Delta append(int tokenId) {
    if (flushed) {
      throw new IllegalStateException("the text has already been finished");
    }
    boolean counts = tokens >= minTokens;
    tokens++;
    String released =
        stopMatcher.append(
            detokenizer.append(tokenId), held -> counts && mayStop.test(text + held));
    text.append(released);
    return new Delta(released, stopMatcher.matched());
  }

  /** Whether a stop text has ended the generation. */
  public boolean stopped() {
    return stopMatcher.matched();
  }

  /**
   * Lets out what was held back, since no token follows. A character that was broken off becomes
   * U+FFFD.
   */
  public String flush() {
    String released = "";
    if (!stopped() && !flushed) {
      flushed = true;
      released = stopMatcher.append(detokenizer.flush(), held -> false) + stopMatcher.flush();
      text.append(released);
    }
    return released;
  }

  /** Ends the text and returns all of it. */
  public String finish() {
    flush();
    return text.toString();
  }
}
