package io.mosaicgpt.jobs.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the demo asks: messages of a bank's customers, each with its true intent, and questions
 * between them. The intents are those of Banking77; the messages were written for this project.
 */
public final class DemoTexts {
  /** What is asked of every message, word for word as the embedded model was trained. */
  public static final String INSTRUCTION = "Classify the customer's message";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, DemoText> texts = new LinkedHashMap<>();
  private final List<String> intents;

  DemoTexts(List<DemoText> texts, List<String> intents) {
    texts.forEach(text -> this.texts.put(text.id(), text));
    this.intents = List.copyOf(intents);
  }

  /** Those of the demo. */
  public static DemoTexts load() {
    List<DemoText> texts = new ArrayList<>();
    int messages = 0;
    int questions = 0;
    for (String json : lines("events.jsonl")) {
      Line line = Line.parse(json);
      texts.add(
          line.question() == null
              ? new DemoText(id("message", ++messages), line.message(), Optional.of(line.intent()))
              : new DemoText(id("question", ++questions), line.question(), Optional.empty()));
    }
    return new DemoTexts(texts, lines("intents.txt"));
  }

  /** A line of the resource: a message and its intent, or a question. */
  private record Line(String message, String intent, String question) {
    static Line parse(String json) {
      try {
        return JSON.readValue(json, Line.class);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException("The demo's events have a line that is none", e);
      }
    }
  }

  private static String id(String kind, int number) {
    return String.format(Locale.ROOT, "%s-%03d", kind, number);
  }

  private static List<String> lines(String resource) {
    try (InputStream in = DemoTexts.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Messages and questions, in the order in which they are sent. */
  List<DemoText> all() {
    return List.copyOf(texts.values());
  }

  /** The messages, each with its intent. */
  public List<DemoText> messages() {
    return texts.values().stream().filter(text -> text.intent().isPresent()).toList();
  }

  /** What a message can be about: the choices of every request for one. */
  public List<String> intents() {
    return intents;
  }

  /** The text of a request, if it is one of these. */
  Optional<DemoText> of(String requestId) {
    return Optional.ofNullable(texts.get(requestId));
  }
}
