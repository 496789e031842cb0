package io.mosaicgpt.operators.state;

import static java.util.Objects.requireNonNull;

/**
 * One unfinished request, as a checkpoint holds it.
 *
 * @param event what was asked, and where it came from
 * @param progress what was generated
 * @param attempt 1 for a request that was never restored
 * @param admittedAtMillis when the operator took the event, epoch milliseconds
 * @param deadlineMillis when the request times out, epoch milliseconds; {@link Long#MAX_VALUE} for
 *     never
 */
public record InFlightGeneration(
    AdmittedEvent event,
    Progress progress,
    int attempt,
    long admittedAtMillis,
    long deadlineMillis) {
  public InFlightGeneration {
    requireNonNull(event, "event is null");
    requireNonNull(progress, "progress is null");
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt is %d, below 1".formatted(attempt));
    }
  }

  /** The same request, come this far. */
  public InFlightGeneration with(Progress newProgress) {
    return new InFlightGeneration(event, newProgress, attempt, admittedAtMillis, deadlineMillis);
  }
}
