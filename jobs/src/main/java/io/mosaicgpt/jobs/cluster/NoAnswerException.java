package io.mosaicgpt.jobs.cluster;

/** The cluster did not answer in time. It may the next time: a machine can stand still for long. */
public class NoAnswerException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NoAnswerException(String message, Throwable cause) {
    super(message, cause);
  }
}
