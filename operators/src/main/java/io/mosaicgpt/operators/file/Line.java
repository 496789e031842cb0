package io.mosaicgpt.operators.file;

/**
 * One line of a file, without its end and without a byte order mark.
 *
 * @param number from 1
 * @param start the line's bytes; the first ones of a line that is too long to be held
 * @param size bytes of the whole line
 */
record Line(long number, byte[] start, long size) {
  /** Whether there is no event in it. */
  boolean isBlank() {
    if (size > start.length) {
      return false;
    }
    for (byte letter : start) {
      if (letter != ' ' && letter != '\t' && letter != '\r') {
        return false;
      }
    }
    return true;
  }
}
