package io.mosaicgpt.jobs.measure.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Sequences and their logits, as {@code golden.json} and {@code golden.safetensors} hold them. */
final class GoldenVectors {
  private final JsonNode header;
  private final ByteBuffer data;
  private final List<Text> texts = new ArrayList<>();

  /**
   * One sequence.
   *
   * @param tokens ids
   * @param logits row i after reading the tokens 0 to i
   */
  record Text(int[] tokens, float[][] logits) {}

  private GoldenVectors(Path directory) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(directory.resolve("golden.safetensors")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(file.getLong());
    header = json.readTree(file.array(), Long.BYTES, length);
    data = file.position(Long.BYTES + length).slice().order(ByteOrder.LITTLE_ENDIAN);
    JsonNode golden = json.readTree(directory.resolve("golden.json").toFile());
    for (JsonNode text : golden.get("prompts")) {
      int[] generated = ids(text.get("generated"));
      IntStream all =
          IntStream.concat(
              IntStream.of(ids(text.get("prompt"))),
              IntStream.of(generated).limit(generated.length - 1L));
      texts.add(new Text(all.toArray(), rows(text.get("logits").asText())));
    }
    JsonNode full = golden.get("full");
    texts.add(new Text(ids(full.get("prompt")), rows(full.get("logits").asText())));
  }

  /** Reads those of one model. */
  static List<Text> of(Path directory) throws IOException {
    return List.copyOf(new GoldenVectors(directory).texts);
  }

  private static int[] ids(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }

  private float[][] rows(String name) {
    JsonNode entry = header.get(name);
    float[][] rows = new float[entry.get("shape").get(0).asInt()][];
    int columns = entry.get("shape").get(1).asInt();
    int begin = entry.get("data_offsets").get(0).asInt();
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[columns];
      data.slice(begin + i * columns * Float.BYTES, columns * Float.BYTES)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(rows[i]);
    }
    return rows;
  }
}
