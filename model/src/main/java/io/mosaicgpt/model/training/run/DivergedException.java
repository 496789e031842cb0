package io.mosaicgpt.model.training.run;

import io.mosaicgpt.model.corpus.Place;
import io.mosaicgpt.model.training.NonFiniteLossException;

/** A step's loss was no number. The message is one sentence for the user. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DivergedException(NonFiniteLossException cause, Place first) {
    super(
        "%s The step's first record is from %s, line %d; the last state is kept."
            .formatted(cause.getMessage(), first.file(), first.line()),
        cause);
  }
}
