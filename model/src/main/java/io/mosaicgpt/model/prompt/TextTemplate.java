package io.mosaicgpt.model.prompt;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;

/**
 * A prompt written out as text with places for the instruction and the context. What is filled in
 * stays as it is: a place named inside an instruction is not filled in again. A blank context
 * counts as none.
 */
record TextTemplate(List<Part> parts, List<String> stopTexts, String separator, String end)
    implements PromptTemplate {
  TextTemplate {
    parts = List.copyOf(parts);
    stopTexts = List.copyOf(stopTexts);
    requireNonNull(separator, "separator is null");
    requireNonNull(end, "end is null");
  }

  /** What stands at one place of the template. */
  enum Kind {
    TEXT,
    INSTRUCTION,
    CONTEXT
  }

  /**
   * One place.
   *
   * @param text of a {@link Kind#TEXT}, otherwise empty
   * @param onlyWithContext whether it is left out when there is no context
   */
  record Part(Kind kind, String text, boolean onlyWithContext) implements Serializable {}

  @Override
  public String render(String instruction, String context) {
    requireNonNull(instruction, "instruction is null");
    boolean hasContext = context != null && !context.isBlank();
    StringBuilder prompt = new StringBuilder();
    for (Part part : parts) {
      if (hasContext || !part.onlyWithContext()) {
        prompt.append(
            switch (part.kind()) {
              case TEXT -> part.text();
              case INSTRUCTION -> instruction;
              case CONTEXT -> hasContext ? context : "";
            });
      }
    }
    return prompt.toString();
  }
}
