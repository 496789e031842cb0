package io.mosaicgpt.jobs.config;

import io.mosaicgpt.jobs.BadInputException;

/**
 * Bytes of arguments and environment that are no text in the locale's encoding. Java puts U+FFFD in
 * their place and says nothing, so that a model, a prompt or a password would be another.
 */
public final class ForeignBytes {
  private static final char REPLACEMENT = '\uFFFD';

  private ForeignBytes() {}

  /**
   * Refuses a text in which bytes were replaced.
   *
   * @param name of the flag or variable; its value may be a secret
   * @throws BadInputException when there is one
   */
  public static void refuseIn(String text, String name) {
    if (text.indexOf(REPLACEMENT) >= 0) {
      throw new BadInputException(
          ("%s has characters that cannot be read in this locale, whose encoding is %s: write them in"
                  + " UTF-8, and set LC_ALL=C.UTF-8 or another UTF-8 locale.")
              .formatted(name, System.getProperty("sun.jnu.encoding")));
    }
  }
}
