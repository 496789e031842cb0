package io.mosaicgpt.operators.kafka.identity;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/** The state to start from is another job's. Trying again would not help, so the job fails. */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public class ForeignStateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ForeignStateException(String message) {
    super(message);
  }
}
