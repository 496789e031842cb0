package io.mosaicgpt.model.engine.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** Prompts with the greedy continuations of the original modelling code. */
public final class GoldenPrompts {
  private GoldenPrompts() {}

  record Text(int[] prompt, int[] generated) {}

  public static Path directory(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(GoldenPrompts.class.getResource("/golden/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Text> of(String name) throws IOException {
    JsonNode golden = golden(name);
    List<Text> texts = new ArrayList<>();
    for (JsonNode text : golden.get("prompts")) {
      texts.add(new Text(ints(text.get("prompt")), ints(text.get("generated"))));
    }
    return texts;
  }

  /** As many ids as the model's longest sequence. */
  static int[] full(String name) throws IOException {
    return ints(golden(name).get("full").get("prompt"));
  }

  private static JsonNode golden(String name) throws IOException {
    return new ObjectMapper().readTree(directory(name).resolve("golden.json").toFile());
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
