package io.mosaicgpt.model.forward;

/** The native engine failed. Whether a request or the engine is to blame, it does not say. */
public class EngineFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EngineFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
