package io.mosaicgpt.model.generation;

import java.util.Locale;

/** Stable codes of request errors, as they appear in records. */
public enum ErrorCode {
  /** A field of the request is missing, contradictory or outside its range. */
  INVALID_REQUEST,
  /**
   * The form asked for cannot be used: it is malformed, too large, or has what is not supported.
   */
  UNSUPPORTED_FORM,
  /** Prompt and output cannot fit the model's longest sequence. */
  PROMPT_TOO_LONG,
  /** The event could not be decoded. */
  UNREADABLE_EVENT,
  /** The event is larger than the job accepts. */
  EVENT_TOO_LARGE,
  /** The request lived through too many failed attempts. */
  ATTEMPTS_EXHAUSTED,
  /** The engine could not serve this request. */
  ENGINE_ERROR;

  /** The code in lower snake case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
