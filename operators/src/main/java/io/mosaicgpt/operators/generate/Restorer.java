package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.engine.ErrorCode;
import io.mosaicgpt.model.engine.RequestException;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import io.mosaicgpt.operators.state.InFlightGeneration;
import io.mosaicgpt.operators.state.Progress;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up the requests of a checkpoint. Constraint: a request goes on behind its tokens only under
 * the model that wrote them; under another one it starts over.
 */
final class Restorer {
  private static final Logger LOG = LoggerFactory.getLogger(Restorer.class);

  private final RequestDesk desk;
  private final Results results;
  private final OperatorMetrics metrics;
  private final String modelHash;
  private final int maxAttempts;

  Restorer(
      RequestDesk desk,
      Results results,
      OperatorMetrics metrics,
      String modelHash,
      int maxAttempts) {
    this.desk = desk;
    this.results = results;
    this.metrics = metrics;
    this.modelHash = modelHash;
    this.maxAttempts = maxAttempts;
  }

  /**
   * @param convicted the one that goes no further, since the engine broke with it alone
   */
  void restore(List<InFlightGeneration> saved, Optional<InFlightGeneration> convicted) {
    int tokens = 0;
    for (InFlightGeneration generation : saved) {
      tokens += generation.progress().tokens().length;
      if (convicted.equals(Optional.of(generation))) {
        giveUp(
            generation,
            "request %s was alone in the engine when it failed, in attempt %d; leave the request out, or see the TaskManager's log for what it breaks");
      } else if (generation.attempt() >= maxAttempts) {
        giveUp(
            generation,
            "request %s was in flight at %d restarts of the job; send it again, or raise max-attempts");
      } else {
        restore(generation);
      }
    }
    if (!saved.isEmpty()) {
      LOG.info("Took up {} unfinished requests with {} tokens", saved.size(), tokens);
    }
  }

  private void restore(InFlightGeneration saved) {
    try {
      desk.resume(
          new InFlightGeneration(
              saved.event(),
              progress(saved),
              saved.attempt(),
              saved.admittedAtMillis(),
              saved.deadlineMillis()));
    } catch (RequestException e) {
      results.refused(saved.event(), e.code(), e.getMessage(), saved.attempt() + 1);
    }
  }

  private void giveUp(InFlightGeneration saved, String why) {
    results.refused(
        saved.event(),
        ErrorCode.ATTEMPTS_EXHAUSTED,
        why.formatted(saved.event().instruction().getRequestId(), saved.attempt()),
        saved.attempt());
  }

  private Progress progress(InFlightGeneration saved) {
    int tokens = saved.progress().tokens().length;
    if (saved.progress().modelHash().equals(modelHash)) {
      metrics.resumed(tokens);
      return saved.progress();
    }
    metrics.startedOver(tokens);
    return new Progress(modelHash, new int[0], List.of());
  }
}
