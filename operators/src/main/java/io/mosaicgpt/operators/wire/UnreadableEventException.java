package io.mosaicgpt.operators.wire;

import static java.util.Objects.requireNonNull;

/**
 * Bytes that are no instruction. The message is the sentence that the dead letter carries. Never
 * leaves this package.
 */
final class UnreadableEventException extends Exception {
  private static final long serialVersionUID = 1L;

  private transient RequestIds ids = RequestIds.NONE;

  UnreadableEventException(String message) {
    super(message);
  }

  UnreadableEventException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The same, with what the event says of itself. */
  UnreadableEventException about(RequestIds found) {
    ids = requireNonNull(found, "found is null");
    return this;
  }

  RequestIds ids() {
    return ids;
  }
}
