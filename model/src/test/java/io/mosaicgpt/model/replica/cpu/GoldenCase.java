package io.mosaicgpt.model.replica.cpu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** What the original modelling code computed for one small model. */
public final class GoldenCase {
  private final Path directory;
  private final List<Text> texts = new ArrayList<>();

  /**
   * One text with its logits.
   *
   * @param prompt input ids
   * @param generated greedy continuation; empty for the text of full length
   * @param sequence prompt and continuation without its last id
   * @param logits row i after reading {@code sequence[0..i]}
   */
  public record Text(int[] prompt, int[] generated, int[] sequence, float[][] logits) {}

  public GoldenCase(String name) {
    try {
      directory =
          Path.of(Objects.requireNonNull(GoldenCase.class.getResource("/golden/" + name)).toURI());
      JsonNode golden = new ObjectMapper().readTree(directory.resolve("golden.json").toFile());
      Arrays arrays = new Arrays(directory.resolve("golden.safetensors"));
      for (JsonNode text : golden.get("prompts")) {
        int[] prompt = ints(text.get("prompt"));
        int[] generated = ints(text.get("generated"));
        int[] sequence =
            IntStream.concat(
                    IntStream.of(prompt), IntStream.of(generated).limit(generated.length - 1L))
                .toArray();
        texts.add(new Text(prompt, generated, sequence, arrays.rows(text.get("logits").asText())));
      }
      JsonNode full = golden.get("full");
      int[] prompt = ints(full.get("prompt"));
      texts.add(new Text(prompt, new int[0], prompt, arrays.rows(full.get("logits").asText())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public Path directory() {
    return directory;
  }

  /** The four prompts with continuations, then the text of full length. */
  public List<Text> texts() {
    return texts;
  }

  private static int[] ints(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }

  /** Matrices of a safetensors file. */
  private static final class Arrays {
    private final ByteBuffer file;
    private final JsonNode header;
    private final int data;

    Arrays(Path path) throws IOException {
      file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
      int length = (int) file.getLong(0);
      data = Long.BYTES + length;
      header = new ObjectMapper().readTree(file.array(), Long.BYTES, length);
    }

    float[][] rows(String name) {
      JsonNode entry = header.get(name);
      float[][] rows = new float[entry.get("shape").get(0).asInt()][];
      int columns = entry.get("shape").get(1).asInt();
      ByteBuffer values = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      values.position(data + entry.get("data_offsets").get(0).asInt());
      for (int i = 0; i < rows.length; i++) {
        rows[i] = new float[columns];
        for (int j = 0; j < columns; j++) {
          rows[i][j] = values.getFloat();
        }
      }
      return rows;
    }
  }
}
