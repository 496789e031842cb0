package io.mosaicgpt.jobs.job;

import java.util.Optional;

/**
 * State that was found, as a job sees it. Whys are ends of sentences that begin with the state's
 * name: what is wrong with it, and what to do.
 */
public interface FoundState {
  /** Whether it may be the job's own. If not, it is somebody else's business, and no fault. */
  boolean mayBeOwn();

  /**
   * Why the job cannot go on from it by itself, if it may be its own; empty when it can.
   *
   * @param name of the state, as a user would name it
   */
  Optional<String> whyNotByItself(String name);

  /** Why the job cannot go on from it even if the user says so; empty when it can. */
  Optional<String> whyNotOnDemand();
}
