package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.schemas.Instruction;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows as finished prompts: a text in which names of columns in braces are filled in.
 *
 * @param text the template; braces around anything that is no name stay as they are
 */
public record RowTemplate(String text) implements RowRequests {
  private static final Pattern COLUMN = Pattern.compile("\\{([\\p{L}_][\\p{L}\\p{N}_ .-]*)}");

  public RowTemplate {
    requireNonNull(text, "text is null");
  }

  /** The columns that it names. */
  public List<String> columns() {
    return COLUMN.matcher(text).results().map(found -> found.group(1)).distinct().toList();
  }

  @Override
  public Instruction of(Row row, String id) throws RowException {
    StringBuilder prompt = new StringBuilder();
    Matcher column = COLUMN.matcher(text);
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
