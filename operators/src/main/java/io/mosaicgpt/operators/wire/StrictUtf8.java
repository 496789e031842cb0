package io.mosaicgpt.operators.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 and refuses what is not, where Java and Avro put a replacement character. */
public final class StrictUtf8 {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);

  /**
   * The text.
   *
   * @throws CharacterCodingException for what is no UTF-8
   */
  public String decode(ByteBuffer bytes) throws CharacterCodingException {
    return decoder.decode(bytes).toString();
  }
}
