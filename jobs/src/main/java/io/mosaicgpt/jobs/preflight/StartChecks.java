package io.mosaicgpt.jobs.preflight;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.Ends;
import io.mosaicgpt.jobs.job.RestorePoint;

/**
 * What is looked at before a job starts, so that what cannot work is a sentence now rather than a
 * job that restarts for ever.
 *
 * @param <E> the kind of ends that is looked at
 */
public interface StartChecks<E extends Ends> {
  /**
   * Looks at both ends.
   *
   * @throws BadInputException when the job could not work with what is there
   */
  CheckedJob<E> check() throws InterruptedException;

  /**
   * Looks again at what may have changed while the model was loaded, now that it is known what the
   * job begins with.
   *
   * @param begin the state that the job begins with, none or one that was found
   * @throws BadInputException as {@link #check} does
   */
  void checkAgain(RestorePoint begin) throws InterruptedException;
}
