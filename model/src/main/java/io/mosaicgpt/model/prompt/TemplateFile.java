package io.mosaicgpt.model.prompt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * A user's template: a UTF-8 text file as {@link TemplateParser} reads it, used as it stands up to
 * its last line break. Before it there may be a head with stop texts and with how the text goes on
 * when an answer is over, one a line, bare or as a JSON string:
 *
 * <pre>{@code
 * ---
 * stop: ### End
 * stop: "\n\nQuestion:"
 * end: "\n\n### End"
 * ---
 * Question: {instruction}{#context}
 * About: {context}{/context}
 * Answer:
 * }</pre>
 */
final class TemplateFile {
  private static final int MOST_BYTES = 1 << 20;
  private static final String HEAD_BEGINS = "---\n";
  private static final String HEAD_ENDS = "\n---\n";
  private static final String STOP = "stop:";
  private static final String END = "end:";

  private TemplateFile() {}

  /**
   * The text of a file that holds a template.
   *
   * @throws IllegalArgumentException when it cannot be used; names it
   */
  static String read(String name) {
    String text = decode(name);
    parse(name, text);
    return text;
  }

  /**
   * The template that a file's text is.
   *
   * @param name for messages
   * @throws IllegalArgumentException when it is none; names it
   */
  static PromptTemplate parse(String name, String fileText) {
    String text = withoutBomOrCarriageReturns(fileText);
    try {
      if (!text.startsWith(HEAD_BEGINS)) {
        return new TextTemplate(TemplateParser.parse(text), List.of(), "", "");
      }
      // The line break before the closing line may be that of the opening one.
      int end = text.indexOf(HEAD_ENDS, HEAD_BEGINS.length() - 1);
      if (end < 0) {
        throw new IllegalArgumentException("its head is not closed by a second line of ---");
      }
      List<String> head = text.substring(HEAD_BEGINS.length(), end + 1).lines().toList();
      String body = text.substring(end + HEAD_ENDS.length());
      requireKnown(head);
      return new TextTemplate(TemplateParser.parse(body), stopTexts(head), "", end(head));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The prompt template %s cannot be used: %s.".formatted(name, e.getMessage()), e);
    }
  }

  private static void requireKnown(List<String> head) {
    for (String line : head) {
      if (!line.startsWith(STOP) && !line.startsWith(END)) {
        throw new IllegalArgumentException(
            "its head may have lines 'stop: TEXT' and 'end: TEXT' only, and not '" + line + "'");
      }
    }
  }

  private static List<String> stopTexts(List<String> head) {
    // Refuses, in the same words, what every request would be refused for.
    return SamplingParams.builder().stop(values(head, STOP)).build().stop();
  }

  private static String end(List<String> head) {
    List<String> ends = values(head, END);
    if (ends.size() > 1 || ends.contains("")) {
      throw new IllegalArgumentException(
          "its head may name one end, and not "
              + (ends.contains("") ? "an empty one" : ends.size()));
    }
    return ends.isEmpty() ? "" : ends.get(0);
  }

  /** What the head's lines that begin with {@code key} say. */
  private static List<String> values(List<String> head, String key) {
    return head.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> value(key, line.substring(key.length()).strip()))
        .toList();
  }

  private static String value(String key, String text) {
    if (!text.startsWith("\"")) {
      return text;
    }
    try {
      return new ObjectMapper().readValue(text, String.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("its " + key + " " + text + " is no JSON string", e);
    }
  }

  private static String withoutBomOrCarriageReturns(String text) {
    return (text.startsWith("\uFEFF") ? text.substring(1) : text).replace("\r\n", "\n");
  }

  private static String decode(String name) {
    try (InputStream in = Files.newInputStream(Path.of(name))) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IllegalArgumentException(
            "The prompt template " + name + " is larger than " + MOST_BYTES + " bytes.");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("The prompt template " + name + " is not UTF-8 text.", e);
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "The prompt template " + name + " cannot be read; check the path.", e);
    }
  }
}
