package io.mosaicgpt.model.corpus;

/**
 * Data that cannot be used as it is. The message is one sentence for the user: it names the file
 * and, where there is one, the line, and says what to do.
 */
public class CorpusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CorpusException(String message) {
    super(printable(message));
  }

  public CorpusException(String message, Throwable cause) {
    super(printable(message), cause);
  }

  /** Names and labels come from files: they must not write to the user's terminal. */
  private static String printable(String message) {
    return message.replaceAll("\\p{Cc}", "?");
  }
}
