package io.mosaicgpt.model.training;

/** A state that is not of the run that is to be resumed. */
public final class OtherRunException extends TrainingStateException {
  private static final long serialVersionUID = 1L;

  OtherRunException(String message) {
    super(message);
  }
}
