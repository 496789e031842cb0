package io.mosaicgpt.operators.state;

import java.io.IOException;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * State of a form that this program does not know. It will not know it in the next attempt either,
 * so the job fails rather than restart. The message is one sentence that says what to do.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public class RefusedStateException extends IOException {
  private static final long serialVersionUID = 1L;

  public RefusedStateException(String message) {
    super(message);
  }
}
