package io.mosaicgpt.operators.file.table;

/**
 * The bytes of a row, without its line break and without a byte order mark.
 *
 * @param line number of its first line in the file, from 1
 * @param bytes the row's; the first ones of a row that is too long to be held
 * @param size bytes of the whole row
 */
public record RawRecord(long line, byte[] bytes, long size) {
  /** Whether it was too long to be held. */
  public boolean isCut() {
    return size > bytes.length;
  }

  /**
   * Whether there is no row in it.
   *
   * @param delimiter whose values may all be empty; a line feed for none
   */
  boolean isBlank(byte delimiter) {
    for (byte letter : bytes) {
      if (letter == delimiter || (letter != ' ' && letter != '\r' && letter != '\t')) {
        return false;
      }
    }
    return !isCut();
  }
}
