package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Applies the engine's news. Constraint: all that one step brought is applied in one piece, between
 * two checkpoints and never across one.
 */
final class ProgressDesk implements ProgressMail.Receiver {
  private final InFlightTable table;
  private final Probation probation;
  private final WatermarkHold watermarks;
  private final Results results;
  private final OperatorMetrics metrics;
  private final boolean chunks;

  /** Requests with tokens that no chunk holds yet. */
  private final Set<InFlight> unchunked = new LinkedHashSet<>();

  ProgressDesk(
      InFlightTable table,
      Probation probation,
      WatermarkHold watermarks,
      Results results,
      OperatorMetrics metrics,
      boolean chunks) {
    this.table = table;
    this.probation = probation;
    this.watermarks = watermarks;
    this.results = results;
    this.metrics = metrics;
    this.chunks = chunks;
  }

  @Override
  public void receive(List<GenerationEvent> events, long nanos) throws Exception {
    metrics.step();
    for (GenerationEvent event : events) {
      InFlight request = table.get(event.key());
      if (request == null) {
        continue; // Dropped while the event was under way.
      }
      if (event instanceof GenerationEvent.Token token) {
        token(request, token, nanos);
      } else if (event instanceof GenerationEvent.Finished end) {
        chunk(request);
        results.completion(request, end);
        done(request);
      } else if (event instanceof GenerationEvent.Failed failed) {
        unchunked.remove(request);
        results.refused(request.event(), failed.code(), failed.message(), request.attempt());
        done(request);
      }
    }
  }

  private void token(InFlight request, GenerationEvent.Token token, long nanos) {
    long since = request.append(token, nanos);
    if (since < 0) {
      metrics.firstToken();
    } else {
      metrics.nextToken(TimeUnit.NANOSECONDS.toMillis(since));
    }
    if (chunks) {
      request.extendChunk(token.text());
      unchunked.add(request);
    }
  }

  private void chunk(InFlight request) {
    if (unchunked.remove(request)) {
      results.chunk(request);
    }
  }

  private void done(InFlight request) throws Exception {
    table.remove(request);
    probation.left(request);
    watermarks.leave(request.epoch());
  }

  @Override
  public void done() {
    unchunked.forEach(results::chunk);
    unchunked.clear();
    table.publishCredit(probation.isShut());
  }
}
