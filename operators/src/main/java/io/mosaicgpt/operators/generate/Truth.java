package io.mosaicgpt.operators.generate;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.metrics.OperatorMetrics;
import io.mosaicgpt.schemas.Completion;
import java.util.Optional;

/** Holds labels against those that events bring along, for metrics alone. */
final class Truth {
  /** Null where events bring none. */
  private final String field;

  private final OperatorMetrics metrics;

  /**
   * @param field of an event's metadata; null when there is none
   */
  Truth(String field, OperatorMetrics metrics) {
    this.field = field;
    this.metrics = requireNonNull(metrics, "metrics is null");
  }

  /** Counts a completion that has a label, if its event has brought one. */
  void judge(Completion completion) {
    if (field == null || completion.getError() != null || completion.getLabel() == null) {
      return;
    }
    Optional.ofNullable(completion.getMetadata().get(field))
        .map(String::strip)
        .filter(truth -> !truth.isEmpty())
        .ifPresent(truth -> metrics.judged(truth.equals(completion.getLabel().strip())));
  }
}
