package io.mosaicgpt.operators.generate;

/**
 * What a checkpoint says about the restarts before it.
 *
 * @param taskAttempt the task's attempt number when it was written. Flink counts it where a
 *     TaskManager's death does not reach, and begins anew with each JobManager and submission
 * @param probation whether requests ran only after a checkpoint had said so
 * @param cohort how many of them ran then
 */
record RestartRecord(int taskAttempt, boolean probation, int cohort) {
  /** Before the first checkpoint. */
  static final RestartRecord NONE = new RestartRecord(0, false, 0);

  /** How often the task was started since, as its attempt {@code now}. */
  int restartsUntil(int now) {
    return now > taskAttempt ? now - taskAttempt : now + 1;
  }
}
