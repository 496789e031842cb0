package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.schemas.Instruction;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rows as finished prompts: a text in which names of columns in braces are filled in.
 *
 * @param text the template; braces around anything that is no name stay as they are
 * @param known columns that are named as no other text is likely to be, such as {@code Message?}
 */
public record RowTemplate(String text, List<String> known) implements RowRequests {
  private static final String NAME = "[\\p{L}_][\\p{L}\\p{N}_ .-]*";

  public RowTemplate {
    requireNonNull(text, "text is null");
    known = List.copyOf(known);
  }

  /** Whose columns are not known yet. */
  public RowTemplate(String text) {
    this(text, List.of());
  }

  /** The same for rows with these columns, whatever characters are in their names. */
  public RowTemplate of(Collection<String> columns) {
    return new RowTemplate(
        text,
        columns.stream()
            .filter(name -> !name.matches(NAME) && text.contains("{" + name + "}"))
            .toList());
  }

  private Pattern pattern() {
    String others =
        known.stream().map(name -> "|" + Pattern.quote(name)).collect(Collectors.joining());
    return Pattern.compile("\\{(" + NAME + others + ")}");
  }

  /** The columns that it names. */
  public List<String> columns() {
    return pattern().matcher(text).results().map(found -> found.group(1)).distinct().toList();
  }

  @Override
  public Instruction of(Row row, String id) throws RowException {
    StringBuilder prompt = new StringBuilder();
    Matcher column = pattern().matcher(text);
    while (column.find()) {
      String name = column.group(1);
      String value =
          row.text(name)
              .orElseThrow(
                  () ->
                      new RowException(
                          ErrorCode.INVALID_REQUEST,
                          "it has no text in column '%s'; give it one".formatted(name)));
      column.appendReplacement(prompt, Matcher.quoteReplacement(value));
    }
    column.appendTail(prompt);
    return Instruction.newBuilder().setRequestId(id).setPrompt(prompt.toString()).build();
  }
}
