package io.mosaicgpt.jobs.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Tells a job's state from that of other jobs, which may be kept in the same directory. */
public interface StateIdentity {
  /**
   * Looks at state that was found.
   *
   * @param version of the form that the source's enumerator has saved it in
   * @param state what the enumerator has saved
   * @throws IOException when it is broken
   */
  FoundState look(int version, byte[] state) throws IOException;

  /**
   * What to do where the newest checkpoint cannot be restored.
   *
   * @param before the newest one that can be; empty if there is none
   */
  default String insteadOfBroken(Optional<Path> before) {
    return before
            .map(
                path ->
                    "go back to the one before with --restore %s, which answers again what came since, or "
                        .formatted(path))
            .orElse("")
        + "leave its requests in flight behind with --restore none";
  }

  /** What state that is passed over is of, as in {@code checkpoints are of other groups}. */
  String others();
}
