package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.schemas.Instruction;

/**
 * Rows as what the job's instruction is about.
 *
 * @param textColumn the column with the text
 */
public record ContextRequests(String textColumn) implements RowRequests {
  public ContextRequests {
    requireNonNull(textColumn, "textColumn is null");
  }

  @Override
  public Instruction of(Row row, String id) throws RowException {
    return Instruction.newBuilder().setRequestId(id).setContext(text(row, textColumn)).build();
  }

  /** What a row's request is about. */
  static String text(Row row, String column) throws RowException {
    String text =
        row.text(column)
            .orElseThrow(
                () ->
                    new RowException(
                        ErrorCode.INVALID_REQUEST,
                        "it has no text in column '%s'; give it one".formatted(column)));
    if (text.isBlank()) {
      throw new RowException(
          ErrorCode.INVALID_REQUEST, "its column '%s' is blank; fill it in".formatted(column));
    }
    return text;
  }
}
