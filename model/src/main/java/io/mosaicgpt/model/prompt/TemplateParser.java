package io.mosaicgpt.model.prompt;

import io.mosaicgpt.model.prompt.TextTemplate.Kind;
import io.mosaicgpt.model.prompt.TextTemplate.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text of a template: {@code {instruction}}, {@code {context}}, and {@code {#context}} to
 * {@code {/context}} around what is left out without a context. All else is text as it stands; a
 * brace that begins no word in braces is text too.
 */
final class TemplateParser {
  private static final Pattern TAG = Pattern.compile("\\{([#/]?[A-Za-z_]+)}");

  private final List<Part> parts = new ArrayList<>();
  private boolean inSection;

  private TemplateParser() {}

  /**
   * The parts of a template.
   *
   * @throws IllegalArgumentException with what is wrong, in half a sentence
   */
  static List<Part> parse(String template) {
    TemplateParser parser = new TemplateParser();
    Matcher tag = TAG.matcher(template);
    int end = 0;
    while (tag.find()) {
      parser.text(template.substring(end, tag.start()));
      parser.tag(tag.group(1));
      end = tag.end();
    }
    parser.text(template.substring(end));
    parser.checkWhole();
    return parser.parts;
  }

  private void tag(String word) {
    switch (word) {
      case "instruction" -> parts.add(new Part(Kind.INSTRUCTION, "", inSection));
      case "context" -> parts.add(new Part(Kind.CONTEXT, "", inSection));
      case "#context" -> section(true);
      case "/context" -> section(false);
      default ->
          throw new IllegalArgumentException(
              "it has {"
                  + word
                  + "}, but only {instruction}, {context}, {#context} and {/context} are filled in");
    }
  }

  private void section(boolean begins) {
    if (inSection == begins) {
      throw new IllegalArgumentException(
          begins ? "a second {#context} comes before {/context}" : "{/context} has no {#context}");
    }
    inSection = begins;
  }

  private void text(String text) {
    if (!text.isEmpty()) {
      parts.add(new Part(Kind.TEXT, text, inSection));
    }
  }

  private void checkWhole() {
    if (inSection) {
      throw new IllegalArgumentException("{#context} has no {/context}");
    }
    if (parts.stream().noneMatch(p -> p.kind() == Kind.INSTRUCTION && !p.onlyWithContext())) {
      throw new IllegalArgumentException("it has no {instruction} outside {#context}");
    }
    if (parts.stream().noneMatch(p -> p.kind() == Kind.CONTEXT)) {
      throw new IllegalArgumentException("it has no {context}, so a context would be lost");
    }
  }
}
