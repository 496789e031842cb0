package io.mosaicgpt.jobs.job;

import java.io.IOException;

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

  /** What state that is passed over is of, as in {@code checkpoints are of other groups}. */
  String others();
}
