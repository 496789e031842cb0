package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.operators.state.AdmittedEvent;
import io.mosaicgpt.operators.state.InFlightGeneration;
import io.mosaicgpt.operators.state.Progress;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.DecodedEvent.Readable;
import io.mosaicgpt.operators.wire.DecodedEvent.Unreadable;
import io.mosaicgpt.schemas.SamplingOptions;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Hands requests to the engine, or to probation. Constraint: an event ends up in flight or as a
 * dead letter, never both and never neither.
 */
final class RequestDesk {
  private final Admission admission;
  private final Consumer<InFlight> engine;
  private final Probation probation;
  private final String modelHash;
  private final InFlightTable table;
  private final WatermarkHold watermarks;
  private final Results results;
  private final LongSupplier clock;

  RequestDesk(
      Admission admission,
      Consumer<InFlight> engine,
      Probation probation,
      String modelHash,
      InFlightTable table,
      WatermarkHold watermarks,
      Results results,
      LongSupplier clock) {
    this.admission = admission;
    this.engine = engine;
    this.probation = probation;
    this.modelHash = modelHash;
    this.table = table;
    this.watermarks = watermarks;
    this.results = results;
    this.clock = clock;
  }

  /** Takes a new event. */
  void admit(DecodedEvent event, OptionalLong timestamp) {
    if (event instanceof Unreadable unreadable) {
      results.unreadable(unreadable, timestamp);
    } else if (event instanceof Readable readable) {
      admit(
          AdmittedEvent.of(
              readable.instruction(), readable.origin(), readable.payload(), timestamp));
    }
  }

  private void admit(AdmittedEvent event) {
    long now = clock.getAsLong();
    try {
      long deadline = admission.deadlineMillis(event.instruction(), now);
      SamplingOptions sampling = admission.settled(event.instruction());
      LabelOptions labels = admission.labels(event.instruction());
      GenerationRequest made = request(event, admission.defaultForm(), labels, sampling, deadline);
      InFlight request =
          enter(new InFlightGeneration(event, beginning(made), 1, now, deadline), made);
      event.instruction().setSampling(sampling); // What is refused stays as it was sent.
      Admission.settleForm(event.instruction(), made);
      LabelOverrides.settle(event.instruction(), labels);
      if (probation.isOn()) {
        probation.hold(request); // It may be back from a failure before its first checkpoint.
      } else {
        engine.accept(request);
      }
    } catch (RequestException e) {
      results.refused(event, e.code(), e.getMessage(), 0);
    }
  }

  /**
   * Takes up a request of a checkpoint for one more attempt: behind the tokens it has if they can
   * be gone on from, otherwise from the beginning.
   *
   * @return whether it goes on behind its tokens
   * @throws RequestException when the model cannot serve it; it is not in flight then
   */
  boolean resume(InFlightGeneration saved) {
    SamplingOptions sampling = admission.settledBefore(saved);
    LabelOptions labels = admission.labelsBefore(saved);
    // Its form was settled when it was admitted; today's default is not for it.
    GenerationRequest made = request(saved.event(), null, labels, sampling, saved.deadlineMillis());
    Progress beginning = beginning(made);
    boolean goesOn = goesOn(saved, beginning);
    Progress progress = goesOn ? beginning.followedBy(saved.progress()) : beginning;
    InFlight request = enter(saved.with(progress), made);
    saved.event().instruction().setSampling(sampling);
    LabelOverrides.settle(saved.event().instruction(), labels);
    if (probation.isOn()) {
      probation.hold(request);
    } else {
      request.raiseAttempt();
      engine.accept(request);
    }
    return goesOn;
  }

  private GenerationRequest request(
      AdmittedEvent event,
      FormText form,
      LabelOptions labels,
      SamplingOptions sampling,
      long deadlineMillis) {
    return admission.request(
        table.nextKey(), event.instruction(), form, labels, sampling, deadlineMillis);
  }

  private Progress beginning(GenerationRequest request) {
    return Progress.none(modelHash, PromptHash.of(request));
  }

  private static boolean goesOn(InFlightGeneration saved, Progress beginning) {
    Progress progress = saved.progress();
    if (!progress.modelHash().equals(beginning.modelHash())) {
      return false;
    }
    if (progress.promptHash().isEmpty()) {
      // Nobody knows under which template; a prompt that came finished is the same under all.
      return saved.event().instruction().getInstruction() == null;
    }
    return progress.promptHash().equals(beginning.promptHash());
  }

  private InFlight enter(InFlightGeneration origin, GenerationRequest made) {
    GenerationRequest request = made.resumedBehind(origin.progress().tokens());
    InFlight entered = new InFlight(origin, request, watermarks.enter());
    table.add(entered);
    return entered;
  }
}
