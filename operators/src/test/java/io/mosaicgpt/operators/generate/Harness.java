package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.operators.GenerationOutputs;
import io.mosaicgpt.operators.source.CreditGates;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.state.RecordTypeInfo;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.DecodedEvent.Readable;
import io.mosaicgpt.operators.wire.KafkaOrigin;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionChunk;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.Instruction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** One subtask of the operator over a {@link FakeEngine}. */
final class Harness implements AutoCloseable {
  static final long NOW = 1_700_000_000_000L;

  private static final SourceGate GATE = new SourceGate("harness");

  final FakeEngine engine;
  final RegisteredMetrics metrics = new RegisteredMetrics();
  private final MockEnvironment environment;
  private CreditGates.Lease lease;
  final OneInputStreamOperatorTestHarness<DecodedEvent, Completion> flink;

  private Harness(FakeEngine engine, GenerateOptions options, int parallelism, int subtask)
      throws Exception {
    this.engine = engine;
    this.environment =
        new MockEnvironmentBuilder()
            .setTaskName("task")
            .setManagedMemorySize(3 << 20)
            .setMaxParallelism(8)
            .setParallelism(parallelism)
            .setSubtaskIndex(subtask)
            .setMetricGroup(metrics.taskGroup())
            .build();
    this.flink =
        new OneInputStreamOperatorTestHarness<>(
            new GenerateOperatorFactory(spec -> engine, EngineSpec.of("fake"), options, GATE),
            environment);
    flink.getStreamConfig().setOperatorName("generate");
    flink.setup(RecordTypeInfo.COMPLETION.createSerializer(new SerializerConfigImpl()));
    flink.getProcessingTimeService().setCurrentTime(NOW);
  }

  static Harness open(GenerateOptions options) throws Exception {
    return open(new FakeEngine(2, "hash"), options);
  }

  static Harness open(FakeEngine engine, GenerateOptions options) throws Exception {
    Harness harness = new Harness(engine, options, 1, 0);
    harness.flink.open();
    return harness;
  }

  static Harness restored(FakeEngine engine, GenerateOptions options, OperatorSubtaskState state)
      throws Exception {
    return restored(engine, options, state, 1, 1, 0);
  }

  static Harness restored(
      FakeEngine engine, GenerateOptions options, OperatorSubtaskState state, long nowMillis)
      throws Exception {
    Harness harness = new Harness(engine, options, 1, 0);
    harness.flink.getProcessingTimeService().setCurrentTime(nowMillis);
    harness.flink.initializeState(state);
    harness.flink.open();
    return harness;
  }

  static Harness restored(
      FakeEngine engine,
      GenerateOptions options,
      OperatorSubtaskState state,
      int oldParallelism,
      int parallelism,
      int subtask)
      throws Exception {
    Harness harness = new Harness(engine, options, parallelism, subtask);
    harness.flink.initializeState(
        OneInputStreamOperatorTestHarness.repartitionOperatorState(
            state, 8, oldParallelism, parallelism, subtask));
    harness.flink.open();
    return harness;
  }

  static Instruction instruction(String requestId) {
    return Instruction.newBuilder().setRequestId(requestId).setPrompt("hi").build();
  }

  static DecodedEvent event(Instruction instruction) {
    return new Readable(
        instruction,
        new KafkaOrigin("topic", 1, 42, 7, bytes("key")),
        bytes("payload of " + instruction.getRequestId()));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  void process(String requestId) throws Exception {
    process(instruction(requestId));
  }

  void process(Instruction instruction) throws Exception {
    flink.processElement(new StreamRecord<>(event(instruction)));
  }

  void process(String requestId, long timestamp) throws Exception {
    flink.processElement(new StreamRecord<>(event(instruction(requestId)), timestamp));
  }

  void watermark(long timestamp) throws Exception {
    flink.processWatermark(timestamp);
  }

  /** Records that the source may still hand out. */
  int credit() {
    if (lease == null) {
      RuntimeContext context = flink.getOperator().getRuntimeContext();
      lease = CreditGates.govern(GATE, context.getJobInfo(), context.getTaskInfo());
    }
    return lease.gate().level();
  }

  /** Reads the mails that have come. Returns how many. */
  int readMails() throws Exception {
    int read = 0;
    for (Optional<Mail> mail = next(); mail.isPresent(); mail = next()) {
      mail.get().run();
      read++;
    }
    return read;
  }

  private Optional<Mail> next() {
    return flink.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
  }

  OperatorSubtaskState snapshot() throws Exception {
    return flink.snapshot(1, 1);
  }

  /** Records, watermarks and statuses, in order. */
  Queue<Object> output() {
    return flink.getOutput();
  }

  List<Completion> completions() {
    return new ArrayList<>(flink.extractOutputValues());
  }

  List<DeadLetter> deadLetters() {
    return side(GenerationOutputs.DEAD_LETTERS);
  }

  List<CompletionChunk> chunks() {
    return side(GenerationOutputs.CHUNKS);
  }

  private <T> List<T> side(OutputTag<T> tag) {
    Collection<StreamRecord<T>> records = flink.getSideOutput(tag);
    return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
  }

  @Override
  public void close() {
    try {
      if (lease != null) {
        lease.close();
      }
      flink.close();
      environment.close();
    } catch (Exception e) {
      throw new IllegalStateException("the operator does not close", e);
    }
  }
}
