package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.constraint.CompiledForm;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.LoopTimes;
import io.mosaicgpt.model.forward.EngineFailure;
import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.generation.ChoiceGeneration;
import io.mosaicgpt.model.generation.ContentFreeScores;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.Generation;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.model.generation.SamplingChooser;
import io.mosaicgpt.model.generation.Stopwatch;
import io.mosaicgpt.model.generation.TextGeneration;
import io.mosaicgpt.model.generation.TokenChooser;
import io.mosaicgpt.model.kv.SlotTable;
import io.mosaicgpt.model.prompt.RequestCheck;
import io.mosaicgpt.model.prompt.SequenceLimit;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.sampling.Sampler;
import io.mosaicgpt.model.sampling.UnusableLogitsException;
import io.mosaicgpt.model.scheduler.Scheduler;
import io.mosaicgpt.model.scheduler.Segment;
import io.mosaicgpt.model.scheduler.Sequence;
import io.mosaicgpt.model.scheduler.SequenceState;
import io.mosaicgpt.model.scheduler.StepPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Schedule, execute, commit. One turn takes what callers ask for, runs one step over all requests
 * together and hands out what it brought. Everything here belongs to the engine's thread, save
 * {@link #stats} and {@link #stepAgeNanos}, which any thread may read.
 */
final class EngineLoop {
  private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final ServedModel served;
  private final SlotTable table;
  private final Scheduler scheduler;
  private final StepExecutor executor;
  private final TokenChooser chooser;
  private final RequestCheck check;
  private final int limit;
  private final int maxNumBatchedTokens;
  private final Inbox inbox;
  private final EngineClock clock;
  private final Map<Sequence, Generation> live = new HashMap<>();
  private final DeadlineQueue deadlines = new DeadlineQueue();
  private final Outbox outbox = new Outbox();
  private final Suspects suspects = new Suspects();
  private final ContentFreeScores contentFree = new ContentFreeScores();
  private final ForwardModel model;
  private final LapClock laps;
  private long steps;
  private long promptTokens;
  private long failures;
  private LoopTimes times = LoopTimes.NONE;
  private volatile EngineStats stats;
  private volatile long stepBegan;

  EngineLoop(
      ServedModel served,
      ForwardModel model,
      BatchingOptions options,
      Inbox inbox,
      EngineClock clock) {
    this.served = served;
    this.inbox = inbox;
    this.clock = clock;
    this.model = model;
    this.laps = new LapClock(clock);
    long positions = options.totalPositions(model.slots(), model.positionQuantum());
    this.table =
        new SlotTable(model.slots(), positions, model.positionQuantum(), options.prefixCache());
    this.maxNumBatchedTokens = options.maxNumBatchedTokens();
    this.scheduler = new Scheduler(table, maxNumBatchedTokens);
    SequenceLimit sequenceLimit =
        SequenceLimit.of(served, table.totalPositions(), options.kvLimit().setting());
    this.limit = sequenceLimit.tokens();
    int usableVocab = served.usableVocab();
    this.executor = new StepExecutor(model, usableVocab, options.maxModelLen(), laps);
    this.chooser = new TimedChooser(new SamplingChooser(new Sampler(usableVocab)), laps);
    this.check = new RequestCheck(served, sequenceLimit);
    publishStats();
  }

  /** Runs one turn; waits for work if there is none. Returns false when it is to end. */
  boolean turn() throws InterruptedException {
    boolean idle = live.isEmpty();
    List<EngineCommand> commands = inbox.take(idle ? IDLE_NANOS : 0);
    if (idle) {
      laps.idle();
    }
    for (EngineCommand command : commands) {
      if (command instanceof EngineCommand.Submit submit) {
        submit(submit);
      } else if (command instanceof EngineCommand.Refuse refuse) {
        fail(refuse.session(), refuse.request(), refuse.why());
      } else if (command instanceof EngineCommand.Abort abort) {
        drop(abort.session().remove(abort.key()));
      } else if (command instanceof EngineCommand.CloseSession close) {
        close.session().removeAll().forEach(this::drop);
      } else {
        return false;
      }
    }
    expire();
    stepBegan = System.nanoTime() | 1;
    if (suspects.isEmpty()) {
      step();
    } else {
      tryNext();
    }
    stepBegan = 0;
    laps.other();
    times = laps.times(model.times());
    publishStats(); // So that a listener who asks finds this step counted.
    outbox.deliver(this::deliver);
    laps.other();
    publishStats();
    return true;
  }

  EngineStats stats() {
    EngineStats now = stats;
    return new EngineStats(
        now.running(),
        now.waiting() + inbox.size(),
        now.kvUsedPositions(),
        now.kvTotalPositions(),
        now.steps(),
        now.promptTokens(),
        now.generatedTokens(),
        now.prefixQueries(),
        now.prefixHits(),
        now.prefixWaits(),
        now.preemptions(),
        now.failures(),
        now.times());
  }

  /** Nanoseconds since the step under way began, 0 between steps. */
  long stepAgeNanos() {
    long began = stepBegan;
    return began == 0 ? 0 : Math.max(1, System.nanoTime() - began);
  }

  private void submit(EngineCommand.Submit submit) {
    EngineSession session = submit.session();
    GenerationRequest request = submit.request();
    if (session.hasEnded()) {
      return;
    }
    Generation generation;
    try {
      check.check(request, submit.form());
      generation = generation(submit);
    } catch (RequestException e) {
      fail(session, request, e);
      return;
    }
    if (!session.add(generation)) {
      fail(
          session,
          request,
          new RequestException(
              ErrorCode.INVALID_REQUEST,
              "key %d belongs to a request that is not finished yet".formatted(request.key())));
    } else if (generation.reason() != null) {
      end(generation, generation.finished(generation.reason()));
    } else {
      live.put(generation.sequence(), generation);
      deadlines.add(generation);
      scheduler.add(generation.sequence());
    }
  }

  private Generation generation(EngineCommand.Submit submit) {
    GenerationRequest request = submit.request();
    Stopwatch stopwatch = new Stopwatch(clock::nanos, submit.atNanos());
    if (!request.choices().isEmpty()) {
      return ChoiceGeneration.of(
          submit.session(), request, limit, model.computesTrees(), contentFree, stopwatch);
    }
    try {
      return new TextGeneration(
          submit.session(),
          request,
          submit.form().map(CompiledForm::start),
          served.tokenizer(),
          chooser,
          served.config().eosTokenId(),
          limit,
          stopwatch);
    } catch (IllegalArgumentException e) {
      if (submit.form().isEmpty() || request.generatedTokens().length == 0) {
        throw e;
      }
      throw new RequestException(
          ErrorCode.INVALID_REQUEST,
          "the tokens of an earlier attempt are not of the form as this build has it: send the"
              + " request again");
    }
  }

  private void expire() {
    long now = clock.millis();
    for (Generation late = deadlines.pollExpired(now);
        late != null;
        late = deadlines.pollExpired(now)) {
      end(late, late.finished(EndReason.TIMEOUT));
    }
  }

  private void step() {
    StepPlan plan = scheduler.schedule();
    for (Segment segment : plan.segments()) {
      Generation generation = live.get(segment.sequence());
      generation.stopwatch().step();
      int prompt = generation.request().promptTokens().length;
      if (segment.sequence().state() == SequenceState.PREFILL) {
        promptTokens += Math.max(0, Math.min(segment.end(), prompt) - segment.start());
      }
    }
    publishStats();
    if (plan.isIdle()) {
      executor.execute(plan, live); // What happens to arenas.
      return;
    }
    steps++;
    try {
      List<StepExecutor.Result> results = executor.execute(plan, live);
      scheduler.commit(plan);
      for (StepExecutor.Result result : results) {
        take(result);
        result.row().forget();
      }
      suspects.stepSucceeded();
    } catch (EngineFailure e) {
      LOG.warn("A step of {} requests failed: each is tried alone", plan.segments().size(), e);
      suspects.accuse(plan, live, e);
      startOver(e);
    }
  }

  /** Computes one of the requests of a failed step by itself. The second failure is its end. */
  private void tryNext() {
    Suspects.Suspect suspect = suspects.next();
    Generation generation = suspect.generation();
    int end = Math.min(suspect.end(), generation.sequence().length());
    boolean guilty = false;
    try {
      executor.computeAlone(generation, end, maxNumBatchedTokens);
    } catch (EngineFailure e) {
      guilty = true;
      startOver(e);
      String why = "the engine failed on it twice, the second time with it alone: ";
      end(generation, generation.failed(ErrorCode.ENGINE_ERROR, why + e.getMessage()));
    }
    suspects.tried(guilty);
  }

  /** After a failed step nobody knows what slots hold, nor whether the model is sound. */
  private void startOver(EngineFailure failure) {
    failures++;
    try {
      executor.startOver(scheduler.reset());
    } catch (EngineFailure e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private void take(StepExecutor.Result result) {
    Generation generation = result.generation();
    if (!live.containsKey(generation.sequence())) {
      return; // An earlier row of this step ended it.
    }
    EngineSession session = sessionOf(generation);
    Consumer<GenerationEvent> events = event -> outbox.add(session, event);
    try {
      if (generation.accept(result.position(), result.row(), events)) {
        end(generation, generation.finished(generation.reason()));
      }
    } catch (UnusableLogitsException e) {
      end(generation, generation.failed(ErrorCode.ENGINE_ERROR, e.getMessage()));
    }
  }

  private void fail(EngineSession session, GenerationRequest request, RequestException why) {
    outbox.add(
        session,
        new GenerationEvent.Failed(
            request.key(),
            why.code(),
            "request %s: %s".formatted(request.requestId(), why.getMessage())));
  }

  private void end(Generation generation, GenerationEvent last) {
    EngineSession session = sessionOf(generation);
    outbox.add(session, last);
    session.remove(generation.key());
    drop(generation);
  }

  /** The scheduler lets sessions take turns without knowing what they are. */
  private static EngineSession sessionOf(Generation generation) {
    return (EngineSession) generation.sequence().session();
  }

  /** Forgets a request, if there is one. */
  private void drop(Generation generation) {
    if (generation != null) {
      live.remove(generation.sequence());
      deadlines.remove(generation);
      suspects.forget(generation);
      scheduler.finish(generation.sequence());
    }
  }

  private void deliver(EngineSession session, List<GenerationEvent> events) {
    try {
      session.deliver(events);
    } catch (RuntimeException e) {
      // Other listeners are not to blame: only this session ends.
      LOG.error("A listener failed; its {} events are lost and its session ends", events.size(), e);
      session.removeAll().forEach(this::drop);
      session.fail(e);
    }
  }

  private void publishStats() {
    stats =
        new EngineStats(
            scheduler.running(),
            scheduler.waiting(),
            table.ownedPositions(),
            table.totalPositions(),
            steps,
            promptTokens,
            outbox.tokens(),
            scheduler.prefixQueries(),
            scheduler.prefixHits(),
            scheduler.prefixWaits(),
            scheduler.preemptions(),
            failures,
            times);
  }
}
