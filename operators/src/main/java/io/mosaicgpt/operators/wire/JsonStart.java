package io.mosaicgpt.operators.wire;

/**
 * Tells whether an event is JSON: an object or a list, behind white space or a byte order mark.
 *
 * <p>A blank and a line feed begin bare Avro data as well, those with a request_id of 16 and of 5
 * bytes. Behind it such a datum has the number of custom_id's union branch, byte 0x00 or 0x02. JSON
 * has neither byte anywhere, since control characters are escaped in its texts, too. So no event is
 * valid as both, and this byte tells which one is meant.
 */
final class JsonStart {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private JsonStart() {}

  /** Whether the event is meant as JSON, or is nothing but what may stand before it. */
  static boolean isIn(byte[] value) {
    int at = markLength(value);
    while (at < value.length && isWhite(value[at])) {
      at++;
    }
    boolean opens = at == value.length || value[at] == '{' || value[at] == '[';
    return opens && !isBareDatum(value);
  }

  /** Bytes of the byte order mark that the event begins with, or 0. */
  static int markLength(byte[] value) {
    for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
      if (i >= value.length || value[i] != BYTE_ORDER_MARK[i]) {
        return 0;
      }
    }
    return BYTE_ORDER_MARK.length;
  }

  /** White space of JSON. */
  private static boolean isWhite(byte letter) {
    return letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t';
  }

  /** Called for a first byte that is no continued number: the whole of the length it stands for. */
  private static boolean isBareDatum(byte[] value) {
    int length = value[0] >> 1;
    boolean isLength = value[0] > 0 && value[0] % 2 == 0;
    if (!isLength || length + 1 >= value.length) {
      return false;
    }
    byte branch = value[length + 1];
    return branch == 0 || branch == 2;
  }
}
