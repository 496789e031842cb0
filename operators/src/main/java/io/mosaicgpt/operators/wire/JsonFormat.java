package io.mosaicgpt.operators.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.mosaicgpt.schemas.Instruction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A JSON object with the fields of the instruction schema, as a person would write it. */
final class JsonFormat implements EventFormat {
  /** An instruction nests three deep; anything far deeper is no instruction. */
  private static final int DEEPEST = 16;

  private final StrictUtf8 utf8 = new StrictUtf8();
  private final JsonFactory json = ForeignJson.factory(DEEPEST);

  @Override
  public Instruction read(byte[] value) throws UnreadableEventException {
    try {
      return readObject(value);
    } catch (UnreadableEventException e) {
      throw e.about(ids(value, value.length));
    }
  }

  /**
   * The ids of an event that is not read as a whole.
   *
   * @param mostBytes as much of the event as is looked at
   */
  RequestIds ids(byte[] value, int mostBytes) {
    int mark = JsonStart.markLength(value);
    int length = Math.max(0, Math.min(value.length, mostBytes) - mark);
    String text = new String(value, mark, length, StandardCharsets.UTF_8);
    try (JsonParser parser = json.createParser(text)) {
      return JsonIds.read(parser);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  private Instruction readObject(byte[] value) throws UnreadableEventException {
    int mark = JsonStart.markLength(value);
    ByteBuffer bytes = ByteBuffer.wrap(value, mark, value.length - mark);
    try (JsonParser parser = json.createParser(utf8.decode(bytes))) {
      requireObject(parser.nextToken());
      Instruction instruction =
          (Instruction) new JsonDatumReader(parser).read(Instruction.getClassSchema());
      if (parser.nextToken() != null) {
        throw new UnreadableEventException(
            "The event goes on behind its JSON object"
                + at(parser.currentTokenLocation())
                + "; send one object per event");
      }
      return instruction;
    } catch (CharacterCodingException e) {
      throw new UnreadableEventException(
          "The event begins like JSON but is not UTF-8; encode the text as UTF-8", e);
    } catch (JsonProcessingException e) {
      throw new UnreadableEventException(
          "The event begins like JSON but cannot be read"
              + at(e.getLocation())
              + ": "
              + Sentences.shorten(e.getOriginalMessage())
              + "; send one JSON object with the fields of the instruction schema",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  private static void requireObject(JsonToken first) throws UnreadableEventException {
    if (first == null) {
      throw new UnreadableEventException(
          "The event holds nothing but white space; send one JSON object with the fields of the"
              + " instruction schema");
    }
    if (first == JsonToken.START_ARRAY) {
      throw new UnreadableEventException(
          "The JSON event is a list; send each of its objects as an event of its own");
    }
  }

  /**
   * An event of one line has columns only: the line of a file that it came in has another number.
   */
  private static String at(JsonLocation location) {
    if (location == null) {
      return "";
    }
    String column = "column " + location.getColumnNr();
    return location.getLineNr() == 1
        ? " at " + column
        : " at line " + location.getLineNr() + ", " + column;
  }
}
