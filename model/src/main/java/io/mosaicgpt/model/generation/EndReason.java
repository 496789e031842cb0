package io.mosaicgpt.model.generation;

/** Why a generation ended. */
public enum EndReason {
  /** A stop token, a stop text, or the last token of a chosen label. */
  STOP,
  /** {@code max_tokens}, or the model's longest sequence. */
  LENGTH,
  /** As {@link #LENGTH}, before the answer had the form that was asked for. */
  INCOMPLETE,
  /** The request's deadline passed; what was generated so far is returned. */
  TIMEOUT
}
