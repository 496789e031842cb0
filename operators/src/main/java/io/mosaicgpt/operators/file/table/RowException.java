package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.generation.ErrorCode;

/** A row that cannot be answered. The message is one sentence without the row's place. */
public final class RowException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  RowException(ErrorCode code, String message) {
    super(message);
    this.code = requireNonNull(code, "code is null");
  }

  RowException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = requireNonNull(code, "code is null");
  }

  /** Why, for programs. */
  public ErrorCode code() {
    return code;
  }
}
