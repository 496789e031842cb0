package io.mosaicgpt.model.corpus;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads one JSON object a line; blank lines are skipped. */
final class JsonLines implements ExampleFormat {
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxStringLength(Utf8Lines.LONGEST)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final ExampleFields fields;

  JsonLines(ExampleFields fields) {
    this.fields = requireNonNull(fields, "fields is null");
  }

  @Override
  public void read(String file, InputStream in, Consumer<Example> sink) throws IOException {
    Utf8Lines lines = new Utf8Lines(file, in);
    for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
      if (!line.get().isBlank()) {
        Place place = lines.place();
        sink.accept(example(place, parse(place, line.get())));
      }
    }
  }

  private static ObjectNode parse(Place place, String line) {
    try {
      if (JSON.readTree(line) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      String why = e.getOriginalMessage().replaceAll("\\s+", " ");
      throw place.refuse("is not valid JSON (" + why + "): write one JSON object a line");
    }
    throw place.refuse("is no JSON object: write one JSON object a line");
  }

  /** A number stands for its digits, and true and false for themselves: labels often are such. */
  private Example example(Place place, ObjectNode object) {
    Map<String, String> texts = new HashMap<>();
    Set<String> others = new HashSet<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode value = field.getValue();
      if (value.isTextual() || value.isIntegralNumber() || value.isBoolean()) {
        texts.put(field.getKey(), value.asText());
      } else {
        others.add(field.getKey());
      }
    }
    return fields.example(place, texts, others);
  }
}
