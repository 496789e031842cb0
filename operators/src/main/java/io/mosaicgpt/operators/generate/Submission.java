package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Gives requests to the engine, behind the tokens they have. */
record Submission(InferenceEngine.Session session, OperatorMetrics metrics, LongSupplier clock)
    implements Consumer<InFlight> {
  @Override
  public void accept(InFlight request) {
    request.submitted(clock.getAsLong());
    metrics.submitted(request.request().promptTokens().length);
    session.submit(request.request());
  }
}
