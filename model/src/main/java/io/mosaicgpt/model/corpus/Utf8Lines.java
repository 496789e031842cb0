package io.mosaicgpt.model.corpus;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The lines of a UTF-8 stream. Java's own readers give a line of any length and put U+FFFD in the
 * place of what is no UTF-8; here both are refused with the line's number.
 */
final class Utf8Lines {
  /** Longest line in bytes: memory stays bounded whatever the file. */
  static final int LONGEST = 16 << 20;

  static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String file;
  private final InputStream in;
  private long number;

  Utf8Lines(String file, InputStream in) {
    this.file = requireNonNull(file, "file is null");
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /**
   * The next line with its line break, if it has one; empty at the end.
   *
   * @throws CorpusException when it is too long or no UTF-8
   */
  Optional<String> next() throws IOException {
    number++;
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    int value = in.read();
    while (value >= 0) {
      line.write(value);
      if (value == '\n') {
        break;
      }
      if (line.size() > LONGEST) {
        throw place().refuse("has more than %d bytes: split it".formatted(LONGEST));
      }
      value = in.read();
    }
    return line.size() == 0 ? Optional.empty() : Optional.of(decode(line.toByteArray()));
  }

  /** Where the line that {@link #next} gave last stands. */
  Place place() {
    return new Place(file, number);
  }

  private String decode(byte[] bytes) {
    try {
      String line = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      boolean marked = number == 1 && line.charAt(0) == BYTE_ORDER_MARK;
      return marked ? line.substring(1) : line;
    } catch (CharacterCodingException e) {
      throw place().refuse("is no UTF-8 text: convert the file to UTF-8");
    }
  }
}
