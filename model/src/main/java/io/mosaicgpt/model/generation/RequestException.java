package io.mosaicgpt.model.generation;

import static java.util.Objects.requireNonNull;

/**
 * A request that cannot be served, through its own fault. The message is one sentence that names
 * the field and says what to change.
 */
public class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public RequestException(ErrorCode code, String message) {
    super(message);
    this.code = requireNonNull(code, "code is null");
  }

  public ErrorCode code() {
    return code;
  }
}
