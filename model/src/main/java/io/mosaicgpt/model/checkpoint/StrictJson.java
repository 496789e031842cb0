package io.mosaicgpt.model.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON as model directories use it: one object, no key twice, nothing behind it. */
final class StrictJson {
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).build())
          .build();
  static final ObjectMapper MAPPER =
      new ObjectMapper(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private StrictJson() {}

  /**
   * Reads a file that holds one JSON object.
   *
   * @throws CheckpointException when it is no such file or larger than {@code maxBytes}
   */
  static ObjectNode readObject(Path file, long maxBytes) throws IOException {
    requireSize(file, maxBytes);
    return parseObject(file, Files.readAllBytes(file));
  }

  /** Refuses a file that is larger than {@code maxBytes}. */
  static void requireSize(Path file, long maxBytes) throws IOException {
    long size = Files.size(file);
    if (size > maxBytes) {
      throw new CheckpointException(
          "%s has %d bytes, more than the %d that are read; check that it is the right file."
              .formatted(file, size, maxBytes));
    }
  }

  /** The JSON object that {@code json}, read from {@code file}, holds. */
  static ObjectNode parseObject(Path file, byte[] json) throws IOException {
    GitLfsPointer.refuse(file.toString(), "the file itself", json);
    try {
      if (MAPPER.readTree(json) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw malformed(file.toString(), e);
    } catch (CharConversionException e) {
      throw unreadable(file.toString(), e);
    }
    throw new CheckpointException(
        file + " does not hold a JSON object; download or write it again.");
  }

  /** By its first bytes JSON can be UTF-8, UTF-16 or UTF-32; these go on as something else. */
  static CheckpointException unreadable(String what, CharConversionException e) {
    return new CheckpointException(
        "%s is no text (%s); download or write it again.".formatted(what, e.getMessage()), e);
  }

  static CheckpointException malformed(String what, JsonProcessingException e) {
    String place =
        e.getLocation() == null
            ? ""
            : " in line %d, column %d"
                .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    return new CheckpointException(
        "%s is not valid JSON%s (%s); download or write it again."
            .formatted(what, place, e.getOriginalMessage().replaceAll("\\s+", " ")),
        e);
  }
}
