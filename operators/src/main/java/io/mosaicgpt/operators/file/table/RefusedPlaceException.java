package io.mosaicgpt.operators.file.table;

import java.io.IOException;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * A machine where rows cannot be read, or results not be left. It is the same in the next attempt,
 * so the job fails rather than restart. The message is one sentence that says what to do.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public class RefusedPlaceException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Without a cause: the innermost one speaks for a job that has failed. */
  RefusedPlaceException(String message) {
    super(message);
  }

  /** The same, with what has shown it. */
  RefusedPlaceException seenBy(Exception failure) {
    addSuppressed(failure);
    return this;
  }
}
