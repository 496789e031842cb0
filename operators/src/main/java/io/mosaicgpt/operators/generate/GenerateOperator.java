package io.mosaicgpt.operators.generate;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.operators.EngineFactory;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import io.mosaicgpt.operators.source.CreditGates;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.state.InFlightGeneration;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.schemas.Completion;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.IOUtils;

/**
 * Hands instructions to the engine and emits what it answers, in the order in which answers are
 * ready. Unfinished requests are in operator state with the tokens they have.
 *
 * <p>Everything here runs on the task's thread; the engine's thread meets it in {@link
 * ProgressMail}.
 *
 * <p>The end of a gated input comes when everything is answered. At the end of an input without
 * gate, and of one that is drained, it waits for every answer; checkpoints wait with it.
 *
 * <p>After the savepoint of a stop without drain Flink still runs a task for a moment. A completion
 * of that moment belongs to no checkpoint: an exactly-once sink drops it with its open transaction,
 * an at-least-once sink will see it again.
 */
@Internal
public final class GenerateOperator extends AbstractStreamOperator<Completion>
    implements OneInputStreamOperator<DecodedEvent, Completion>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final transient EngineFactory engines;
  private final transient EngineSpec spec;
  private final transient GenerateOptions options;
  private final transient SourceGate gate;
  private final transient MailboxExecutor mailbox;

  private transient InFlightStore store;
  private transient RestartStore restarts;
  private transient InferenceEngine engine;
  private transient InferenceEngine.Session session;
  private transient CreditGates.Lease lease;
  private transient BackPressureSignal backPressure;
  private transient ProgressMail progress;
  private transient WatermarkHold watermarks;
  private transient InFlightTable table;
  private transient Probation probation;
  private transient RequestDesk desk;
  private transient boolean restoredState;

  GenerateOperator(
      StreamOperatorParameters<Completion> parameters,
      EngineFactory engines,
      EngineSpec spec,
      GenerateOptions options,
      SourceGate gate) {
    super(parameters);
    this.engines = requireNonNull(engines, "engines is null");
    this.spec = requireNonNull(spec, "spec is null");
    this.options = requireNonNull(options, "options is null");
    this.gate = requireNonNull(gate, "gate is null");
    this.mailbox = parameters.getMailboxExecutor();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    store = new InFlightStore(context);
    restarts = new RestartStore(context);
    restoredState = context.isRestored();
  }

  @Override
  public void open() throws Exception {
    super.open();
    engine = openEngine();
    ServedModel model = engine.model();
    progress = new ProgressMail(mailbox, model.config().name());
    session = engine.open(progress);
    lease = governGate();
    watermarks = new WatermarkHold(new Downstream());
    table = new InFlightTable(options.capacity(engine.setup().maxNumSeqs()), lease.gate());
    OperatorMetrics metrics = new OperatorMetrics(getMetricGroup(), table::size, engine::stats);
    LongSupplier clock = getProcessingTimeService()::getCurrentProcessingTime;
    Results results =
        new Results(output, model, metrics, new Truth(options.truthField(), metrics), clock);
    List<InFlightGeneration> saved = store.restored();
    RestartRecord record = restarts.restored();
    int taskAttempt = getRuntimeContext().getTaskInfo().getAttemptNumber();
    Submission submission = new Submission(session, metrics, clock);
    probation =
        new Probation(
            hasCheckpoints() && Probation.isDue(record, taskAttempt, saved),
            taskAttempt,
            submission);
    progress.setReceiver(
        new ProgressDesk(table, probation, watermarks, results, metrics, options.chunks()));
    desk =
        new RequestDesk(
            new Admission(model, options),
            submission,
            probation,
            model.hash(),
            table,
            watermarks,
            results,
            clock);
    // Downstream operators are open: a chain opens from its end.
    new Restorer(desk, results, metrics, options.maxAttempts())
        .restore(saved, Probation.convicted(record, taskAttempt, saved));
    table.publishCredit(probation.isShut());
    new EngineWatch(engine, options.stepTimeout()).start(getProcessingTimeService());
  }

  private InferenceEngine openEngine() {
    try {
      return engines.open(spec);
    } catch (CheckpointException | IllegalArgumentException e) {
      throw UnusableModel.failure(
          e, restoredState, getRuntimeContext().getTaskInfo().getAttemptNumber());
    }
  }

  private CreditGates.Lease governGate() {
    CreditGates.Lease governed =
        CreditGates.govern(
            gate, getRuntimeContext().getJobInfo(), getRuntimeContext().getTaskInfo());
    backPressure =
        new BackPressureSignal(
            getContainingTask()
                .getEnvironment()
                .getMetricGroup()
                .getIOMetricGroup()
                .getSoftBackPressuredTimePerSecond());
    governed.gate().addListener(backPressure);
    return governed;
  }

  @Override
  public void processElement(StreamRecord<DecodedEvent> element) throws Exception {
    // Behind a gate there is room. Otherwise the engine's mails make some; they are read here, and
    // checkpoints have to wait.
    if (table.isFull()) {
      probation.lift();
    }
    while (table.isFull()) {
      mailbox.yield();
    }
    desk.admit(
        element.getValue(),
        element.hasTimestamp() ? OptionalLong.of(element.getTimestamp()) : OptionalLong.empty());
    table.publishCredit(probation.isShut());
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    watermarks.watermark(mark);
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    watermarks.status(status);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    // First, since it raises the attempts of those that run next.
    restarts.save(probation.snapshot(context.getCheckpointId()));
    store.save(table.snapshot());
    table.publishCredit(probation.isShut());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    probation.completed(checkpointId);
  }

  @Override
  public void endInput() throws Exception {
    probation.lift();
    while (!table.isEmpty()) {
      mailbox.yield();
    }
  }

  @Override
  public void close() throws Exception {
    IOUtils.closeAll(progress, session, engine, this::leaveGate, this::endProbation);
    super.close();
  }

  private boolean hasCheckpoints() {
    return CheckpointingOptions.isCheckpointingEnabled(
        getContainingTask().getEnvironment().getJobConfiguration());
  }

  private void endProbation() {
    if (probation != null) {
      probation.close();
    }
  }

  private void leaveGate() {
    if (lease != null) {
      lease.gate().removeListener(backPressure);
      lease.close();
    }
  }

  private final class Downstream implements WatermarkHold.Downstream {
    @Override
    public void watermark(Watermark watermark) throws Exception {
      GenerateOperator.super.processWatermark(watermark);
    }

    @Override
    public void status(WatermarkStatus status) throws Exception {
      GenerateOperator.super.processWatermarkStatus(status);
    }
  }
}
