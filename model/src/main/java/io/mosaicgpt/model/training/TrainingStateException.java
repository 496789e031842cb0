package io.mosaicgpt.model.training;

/** A run's saved state that cannot be used or written. The message is one sentence for the user. */
public class TrainingStateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrainingStateException(String message) {
    super(message);
  }

  TrainingStateException(String message, Throwable cause) {
    super(message, cause);
  }
}
