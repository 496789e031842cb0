package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import io.mosaicgpt.operators.state.InFlightGeneration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up the requests of a checkpoint. Constraint: a request goes on behind its tokens only under
 * the model that wrote them and behind the same prompt; otherwise it starts over.
 */
final class Restorer {
  private static final Logger LOG = LoggerFactory.getLogger(Restorer.class);

  private final RequestDesk desk;
  private final Results results;
  private final OperatorMetrics metrics;
  private final int maxAttempts;

  Restorer(RequestDesk desk, Results results, OperatorMetrics metrics, int maxAttempts) {
    this.desk = desk;
    this.results = results;
    this.metrics = metrics;
    this.maxAttempts = maxAttempts;
  }

  /**
   * @param convicted the one that goes no further, since the engine broke with it alone
   */
  void restore(List<InFlightGeneration> saved, Optional<InFlightGeneration> convicted) {
    int tokens = 0;
    int startedOver = 0;
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
      } else if (!restore(generation)) {
        startedOver++;
      }
    }
    if (!saved.isEmpty()) {
      LOG.info("Took up {} unfinished requests with {} tokens", saved.size(), tokens);
    }
    if (startedOver > 0) {
      LOG.warn(
          "{} of them start over: another model or prompt template, or state of a program that did not keep the prompt's hash",
          startedOver);
    }
  }

  /** Returns false if tokens were thrown away. */
  private boolean restore(InFlightGeneration saved) {
    int tokens = saved.progress().tokens().length;
    try {
      if (desk.resume(saved)) {
        metrics.resumed(tokens);
        return true;
      }
      metrics.startedOver(tokens);
      return tokens == 0;
    } catch (RequestException e) {
      results.refused(saved.event(), e.code(), e.getMessage(), saved.attempt() + 1);
      return true;
    }
  }

  private void giveUp(InFlightGeneration saved, String why) {
    results.refused(
        saved.event(),
        ErrorCode.ATTEMPTS_EXHAUSTED,
        why.formatted(saved.event().instruction().getRequestId(), saved.attempt()),
        saved.attempt());
  }
}
