package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.schemas.Instruction;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rows as finished prompts: a text in which names of columns in braces are filled in.
 *
 * @param text the template; braces around anything that is no name stay as they are
 * @param column a name in braces, which is its first group
 */
public record RowTemplate(String text, Pattern column) implements RowRequests {
  private static final String NAME = "[\\p{L}_][\\p{L}\\p{N}_ .-]*";

  public RowTemplate {
    requireNonNull(text, "text is null");
    requireNonNull(column, "column is null");
  }

  /** Whose columns are not known yet. */
  public RowTemplate(String text) {
    this(text, column(Stream.empty()));
  }

  /** The same for rows with these columns, whatever characters are in their names. */
  public RowTemplate of(Collection<String> columns) {
    return new RowTemplate(
        text,
        column(
            columns.stream()
                .filter(name -> !name.matches(NAME) && text.contains("{" + name + "}"))));
  }

  private static Pattern column(Stream<String> others) {
    return Pattern.compile(
        others
            .map(name -> "|" + Pattern.quote(name))
            .collect(Collectors.joining("", "\\{(" + NAME, ")}")));
  }

  /** The columns that it names. */
  public List<String> columns() {
    return column.matcher(text).results().map(found -> found.group(1)).distinct().toList();
  }

  @Override
  public Instruction of(Row row, String id) throws RowException {
    StringBuilder prompt = new StringBuilder();
    Matcher found = column.matcher(text);
    while (found.find()) {
      String name = found.group(1);
      String value =
          row.text(name)
              .orElseThrow(
                  () ->
                      new RowException(
                          ErrorCode.INVALID_REQUEST,
                          "it has no text in column '%s'; give it one".formatted(name)));
      found.appendReplacement(prompt, Matcher.quoteReplacement(value));
    }
    found.appendTail(prompt);
    return Instruction.newBuilder().setRequestId(id).setPrompt(prompt.toString()).build();
  }
}
