package io.mosaicgpt.integration.events;

import io.mosaicgpt.operators.wire.RecordData;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.Instruction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificDatumWriter;

/** Records and their bytes, by Avro's own coders: as another program would write and read them. */
public final class Encodings {
  private static final BinaryMessageDecoder<Completion> COMPLETIONS =
      new BinaryMessageDecoder<>(RecordData.get(), Completion.getClassSchema());
  private static final BinaryMessageDecoder<DeadLetter> DEAD_LETTERS =
      new BinaryMessageDecoder<>(RecordData.get(), DeadLetter.getClassSchema());

  private Encodings() {}

  /** Avro's single-object encoding. */
  public static byte[] singleObject(Instruction instruction) {
    try {
      ByteBuffer bytes = Instruction.getEncoder().encode(instruction);
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The Avro datum alone. */
  public static byte[] datum(Instruction instruction) {
    return datum(
        encoder -> new SpecificDatumWriter<>(Instruction.class).write(instruction, encoder));
  }

  /** Whatever is written. */
  static byte[] datum(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      writing.to(encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes with an encoder. */
  interface Writing {
    void to(BinaryEncoder encoder) throws IOException;
  }

  /** A completion in single-object encoding. */
  public static Completion completion(byte[] value) {
    return decode(COMPLETIONS, value);
  }

  /** A dead letter in single-object encoding. */
  public static DeadLetter deadLetter(byte[] value) {
    return decode(DEAD_LETTERS, value);
  }

  private static <T> T decode(BinaryMessageDecoder<T> decoder, byte[] value) {
    try {
      return decoder.decode(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
