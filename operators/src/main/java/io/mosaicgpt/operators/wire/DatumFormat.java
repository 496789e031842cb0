package io.mosaicgpt.operators.wire;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.schemas.Instruction;
import java.io.EOFException;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * A bare Avro datum written with one known schema, behind a header of some length or none, resolved
 * to the schema of today.
 */
final class DatumFormat implements EventFormat {
  private final BoundedDecoder decoder = new BoundedDecoder();
  private final DatumReader<Instruction> reader;
  private final int headerBytes;
  private final String writer;

  /**
   * @param schema the writer's
   * @param headerBytes bytes in front of the datum
   * @param writer names the writer's schema in messages
   */
  DatumFormat(Schema schema, int headerBytes, String writer) {
    this.headerBytes = headerBytes;
    this.writer = requireNonNull(writer, "writer is null");
    this.reader = new SpecificDatumReader<>(schema, Instruction.getClassSchema(), RecordData.get());
  }

  @Override
  public Instruction read(byte[] value) throws UnreadableEventException {
    decoder.reset(value, headerBytes);
    // Keeps the fields that come before one that cannot be read.
    Instruction instruction = new Instruction();
    try {
      readDatum(value, instruction);
      if (decoder.remainingBytes() > 0) {
        throw unreadable(
            "the instruction ends " + decoder.remainingBytes() + " bytes before the event does",
            null);
      }
    } catch (UnreadableEventException e) {
      throw e.about(ids(instruction));
    }
    return instruction;
  }

  /** Only a header vouches for the schema: without one, any text may pass for a datum's ids. */
  private RequestIds ids(Instruction partly) {
    return headerBytes == 0
        ? RequestIds.NONE
        : new RequestIds(partly.getRequestId(), partly.getCustomId());
  }

  private void readDatum(byte[] value, Instruction into) throws UnreadableEventException {
    try {
      reader.read(into, decoder);
    } catch (EOFException e) {
      throw unreadable("its " + value.length + " bytes end in the middle of a field", e);
    } catch (IndexOutOfBoundsException e) {
      throw unreadable("the number of a union branch or enum symbol is out of range", e);
    } catch (IOException | AvroRuntimeException e) {
      throw unreadable(Sentences.shorten(e.getMessage()), e);
    }
  }

  private UnreadableEventException unreadable(String reason, Throwable cause) {
    return new UnreadableEventException(
        "The event cannot be read as Avro written with "
            + writer
            + ": "
            + reason
            + "; "
            + Sentences.REMEDY,
        cause);
  }
}
