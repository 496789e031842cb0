package io.mosaicgpt.model.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: eight bytes of length, little-endian, then a JSON object from
 * names to type, shape and place. As the format demands, the tensors lie one after another and fill
 * the file exactly, so that a file cut short or run together is noticed when it is opened.
 */
final class SafetensorsHeader {
  private static final int MAX_TENSORS = 100_000;

  /**
   * Room for so many tensors, at 160 bytes each. The reference implementation takes up to 100 MB,
   * which as objects would be more than the heap of a command.
   */
  private static final long MAX_HEADER_BYTES = 16 << 20;

  private static final int MAX_DIMENSIONS = 8;
  private static final int LENGTH_BYTES = 8;

  private final Path file;
  private final long fileSize;
  private final long dataStart;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  private SafetensorsHeader(Path file, long fileSize, long dataStart) {
    this.file = file;
    this.fileSize = fileSize;
    this.dataStart = dataStart;
  }

  /** The tensors of a safetensors file by name. */
  static Map<String, StoredTensor> read(Path file, WeightBytes bytes) throws IOException {
    long size = bytes.size();
    if (size < LENGTH_BYTES) {
      throw truncated(file, "it has only %d bytes".formatted(size));
    }
    ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(file, bytes, 0, length);
    long headerBytes = length.getLong(0);
    if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
      throw new CheckpointException(
          "%s is not a safetensors file: its header would have %s bytes; download it again."
              .formatted(file, Long.toUnsignedString(headerBytes)));
    }
    if (LENGTH_BYTES + headerBytes > size) {
      throw truncated(file, "its header ends at byte " + (LENGTH_BYTES + headerBytes));
    }
    ByteBuffer json = ByteBuffer.allocate((int) headerBytes);
    readFully(file, bytes, LENGTH_BYTES, json);
    SafetensorsHeader header = new SafetensorsHeader(file, size, LENGTH_BYTES + headerBytes);
    header.parse(json.array());
    header.requireContiguous();
    return header.tensors;
  }

  private void parse(byte[] json) throws IOException {
    try (JsonParser parser = StrictJson.FACTORY.createParser(json)) {
      expect(parser.nextToken() == JsonToken.START_OBJECT, "a JSON object", parser);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        expect(parser.nextToken() == JsonToken.START_OBJECT, "an object for " + name, parser);
        if (name.equals("__metadata__")) {
          parser.skipChildren();
        } else {
          tensor(name, parser);
        }
      }
      expect(parser.nextToken() == null, "nothing behind the header's object", parser);
    } catch (JsonProcessingException e) {
      throw StrictJson.malformed("The header of " + file, e);
    } catch (CharConversionException e) {
      throw StrictJson.unreadable("The header of " + file, e);
    }
  }

  private void tensor(String name, JsonParser parser) throws IOException {
    String type = null;
    List<Long> shape = null;
    List<Long> place = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "dtype" -> type = parser.getValueAsString();
        case "shape" -> shape = numbers(name, parser);
        case "data_offsets" -> place = numbers(name, parser);
        default -> expect(false, "only dtype, shape and data_offsets for " + name, parser);
      }
    }
    expect(
        type != null && shape != null && place != null && place.size() == 2,
        "dtype, shape and two data_offsets for " + name,
        parser);
    if (tensors.size() == MAX_TENSORS) {
      throw new CheckpointException(
          "%s names more than %d tensors; check that it is the right file."
              .formatted(file, MAX_TENSORS));
    }
    add(new TensorInfo(name, weightType(name, type), shape), place.get(0), place.get(1));
  }

  private static List<Long> numbers(String tensor, JsonParser parser) throws IOException {
    expect(parser.currentToken() == JsonToken.START_ARRAY, "a list for " + tensor, parser);
    List<Long> numbers = new ArrayList<>();
    while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT && numbers.size() < MAX_DIMENSIONS) {
      numbers.add(parser.getLongValue());
    }
    expect(
        parser.currentToken() == JsonToken.END_ARRAY
            && numbers.stream().allMatch(number -> number >= 0),
        "a list of at most eight natural numbers for " + tensor,
        parser);
    return numbers;
  }

  private WeightType weightType(String name, String type) {
    return switch (type) {
      case "F32" -> WeightType.FLOAT32;
      case "F16" -> WeightType.FLOAT16;
      case "BF16" -> WeightType.BFLOAT16;
      default ->
          throw new CheckpointException(
              "%s stores %s as %s, but only F32, F16 and BF16 are supported; convert it."
                  .formatted(file, name, type));
    };
  }

  private void add(TensorInfo info, long begin, long end) {
    long bytes = TensorSizes.bytes(file, info);
    if (end - begin != bytes) {
      throw new CheckpointException(
          "%s gives %s %d bytes, but its shape %s of %s takes %d; download it again."
              .formatted(file, info.name(), end - begin, info.shape(), info.type(), bytes));
    }
    if (end > fileSize - dataStart) {
      throw truncated(file, "%s ends at byte %d".formatted(info.name(), dataStart + end));
    }
    tensors.put(info.name(), new StoredTensor(info, dataStart + begin));
  }

  private void requireContiguous() {
    long position = dataStart;
    List<StoredTensor> byOffset = new ArrayList<>(tensors.values());
    byOffset.sort(
        Comparator.comparingLong(StoredTensor::offset)
            .thenComparingLong(tensor -> tensor.info().byteSize()));
    for (StoredTensor tensor : byOffset) {
      if (tensor.offset() != position) {
        throw new CheckpointException(
            "%s places %s at byte %d instead of %d, right behind the tensor before; convert it again."
                .formatted(file, tensor.info().name(), tensor.offset(), position));
      }
      position += tensor.info().byteSize();
    }
    if (position != fileSize) {
      throw new CheckpointException(
          "%s goes on for %d bytes behind its last tensor; download it again."
              .formatted(file, fileSize - position));
    }
  }

  private static void expect(boolean holds, String what, JsonParser parser) throws IOException {
    if (!holds) {
      throw new com.fasterxml.jackson.core.JsonParseException(parser, "expected " + what);
    }
  }

  private static void readFully(Path file, WeightBytes bytes, long position, ByteBuffer buffer)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (bytes.read(buffer, position + buffer.position()) < 0) {
        throw truncated(file, "it ended while its header was read");
      }
    }
  }

  private static CheckpointException truncated(Path file, String why) {
    return new CheckpointException(
        "%s is truncated: %s; download or copy it again.".formatted(file, why));
  }
}
