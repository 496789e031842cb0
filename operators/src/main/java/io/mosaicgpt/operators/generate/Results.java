package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.operators.GenerationOutputs;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import io.mosaicgpt.operators.state.AdmittedEvent;
import io.mosaicgpt.operators.wire.DecodedEvent.Unreadable;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Writes results to the operator's outputs. Constraint: every record carries the timestamp of the
 * event it answers, or none if that had none.
 */
final class Results {
  private final Output<StreamRecord<Completion>> output;
  private final CompletionWriter writer;
  private final OperatorMetrics metrics;
  private final Truth truth;
  private final LongSupplier clock;

  /**
   * @param truth is told of completions
   * @param clock epoch milliseconds
   */
  Results(
      Output<StreamRecord<Completion>> output,
      ServedModel model,
      OperatorMetrics metrics,
      Truth truth,
      LongSupplier clock) {
    this.output = output;
    this.writer = new CompletionWriter(model);
    this.metrics = metrics;
    this.truth = truth;
    this.clock = clock;
  }

  void completion(InFlight request, GenerationEvent.Finished end) {
    long now = clock.getAsLong();
    GenerationEvent.Timings timings = end.timings();
    metrics.finished(
        TimeUnit.NANOSECONDS.toMillis(timings.queueNanos()),
        request.hasToken() ? TimeUnit.NANOSECONDS.toMillis(timings.firstTokenNanos()) : -1,
        request.waitedMillis() + TimeUnit.NANOSECONDS.toMillis(timings.totalNanos()));
    Completion completion = writer.completion(request, end, now);
    if (completion.getError() != null) {
      metrics.failed();
    }
    truth.judge(completion);
    output.collect(record(completion, request.event().eventTimestamp()));
  }

  void chunk(InFlight request) {
    output.collect(
        GenerationOutputs.CHUNKS,
        record(writer.chunk(request, clock.getAsLong()), request.event().eventTimestamp()));
    request.chunkDone();
  }

  void unreadable(Unreadable event, OptionalLong timestamp) {
    deadLetter(DeadLetterWriter.unreadable(event, timestamp, clock.getAsLong()), timestamp);
  }

  /**
   * @param attempt the attempt that failed, 0 if the event never became a request
   */
  void refused(AdmittedEvent event, ErrorCode code, String message, int attempt) {
    deadLetter(
        DeadLetterWriter.refused(event, code, message, attempt, clock.getAsLong()),
        event.eventTimestamp());
  }

  private void deadLetter(DeadLetter letter, OptionalLong timestamp) {
    metrics.deadLetter();
    output.collect(GenerationOutputs.DEAD_LETTERS, record(letter, timestamp));
  }

  private static <T> StreamRecord<T> record(T value, OptionalLong timestamp) {
    return timestamp.isPresent()
        ? new StreamRecord<>(value, timestamp.getAsLong())
        : new StreamRecord<>(value);
  }
}
