package io.mosaicgpt.model.training.run;

import io.mosaicgpt.model.checkpoint.FileFault;
import java.io.IOException;
import java.nio.file.Path;

/** A run's files cannot be written, mostly for want of room. The message is one sentence. */
public final class RunNotWrittenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunNotWrittenException(Path run, IOException cause) {
    super(
        ("The run in %s cannot be written (%s): make room; the same command with --resume goes on"
                + " behind its last state.")
            .formatted(run, FileFault.of(cause)),
        cause);
  }
}
