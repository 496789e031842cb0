package io.mosaicgpt.operators.generate;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.operators.GenerationStreams;
import io.mosaicgpt.operators.MosaicGpt;
import io.mosaicgpt.operators.OperatorUids;
import io.mosaicgpt.operators.source.GatedSource;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.state.RecordTypeInfo;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator in a real task, between a gated source and a sink, over an engine that takes its
 * time.
 */
@Timeout(120)
class GenerateOperatorITCase {
  private static final int TOKENS = 20;

  /** Ids and texts of completions, in the order in which they left the operator. */
  private static final Queue<Completion> SEEN = new ConcurrentLinkedQueue<>();

  /** Milliseconds from a checkpoint's trigger to its arrival behind the operator. */
  private static final Queue<Long> BARRIER_DELAYS = new ConcurrentLinkedQueue<>();

  private static final AtomicInteger COMPLETED = new AtomicInteger();

  private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();

  @TempDir private Path directory;

  @BeforeEach
  void forget() {
    SEEN.clear();
    BARRIER_DELAYS.clear();
    SteppingEngine.SUBMITTED.clear();
    SteppingEngine.STEPS.set(0);
    COMPLETED.set(0);
    FAILURES_LEFT.set(0);
  }

  @Test
  void aBoundedInputIsAnsweredToItsEnd() throws Exception {
    StreamExecutionEnvironment env = environment(2, 100);

    List<Completion> completions = collect(env, generate(env, 60, 5).completions());

    assertThat(ids(completions)).isEqualTo(idsUpTo(60)).hasSize(completions.size());
    assertThat(completions).allSatisfy(GenerateOperatorITCase::assertUndisturbed);
  }

  @Test
  void checkpointsPassWhileTheOperatorIsFull() throws Exception {
    int interval = 500;
    int stepMillis = 100;
    int steps = 80;
    StreamExecutionEnvironment env = environment(1, interval);
    // Two at a time, two seconds each: an operator that blocked would hold barriers that long.
    GenerationStreams streams = generate(env, 10_000, stepMillis);
    streams.completions().map(new Watch()).sinkTo(new DiscardingSink<>());

    JobClient job = env.executeAsync();
    await(() -> SteppingEngine.STEPS.get() >= steps);
    int checkpoints = COMPLETED.get();
    job.cancel().get();

    assertThat(SteppingEngine.SUBMITTED.size() - SEEN.size()).as("in flight").isEqualTo(4);
    assertThat(checkpoints)
        .as("one in each two intervals that the engine computed through")
        .isGreaterThanOrEqualTo(steps * stepMillis / (2 * interval));
    assertThat(BARRIER_DELAYS).allSatisfy(delay -> assertThat(delay).isLessThan(2L * interval));
  }

  @Test
  void afterAFailureGenerationsGoOnMidSentenceAndEveryEventIsAnsweredOnce() throws Exception {
    StreamExecutionEnvironment env = environment(2, 50);
    FAILURES_LEFT.set(3);
    DataStream<Completion> completions =
        generate(env, 60, 20).completions().map(new FailNowAndThen(), RecordTypeInfo.COMPLETION);

    List<Completion> collected = collect(env, completions);

    assertThat(FAILURES_LEFT).hasValue(0);
    assertThat(ids(collected)).isEqualTo(idsUpTo(60)).hasSize(collected.size());
    assertThat(collected).allSatisfy(GenerateOperatorITCase::assertUndisturbed);
    assertThat(SteppingEngine.SUBMITTED).anyMatch(request -> resumedAt(request) > 0);
    assertThat(collected).anyMatch(completion -> completion.getAttempt() > 1);
  }

  @Test
  void stoppingWithASavepointKeepsUnfinishedGenerationsForAnotherParallelism() throws Exception {
    StreamExecutionEnvironment env = environment(2, 1000);
    generate(env, 1_000_000, 50).completions().map(new Watch()).sinkTo(new DiscardingSink<>());
    JobClient job = env.executeAsync();
    await(() -> SEEN.size() >= 6);
    Thread.sleep(300); // Into the middle of the next generations.
    String savepoint = stop(job, false);
    job.getJobExecutionResult().get();
    Set<String> answered = ids(SEEN);
    SteppingEngine.SUBMITTED.clear();

    StreamExecutionEnvironment again = environment(1, 1000, savepoint);
    generate(again, 1_000_000, 50).completions().map(new Watch()).sinkTo(new DiscardingSink<>());
    JobClient second = again.executeAsync();
    await(() -> SteppingEngine.SUBMITTED.size() >= 8);
    List<GenerationRequest> resumed =
        SteppingEngine.SUBMITTED.stream().filter(r -> resumedAt(r) > 0).toList();
    Set<String> unfinished = resumed.stream().map(GenerationRequest::requestId).collect(toSet());
    await(() -> ids(SEEN).containsAll(unfinished));
    second.cancel().get();

    // Two subtasks with two slots each, of which one may have been between two generations.
    assertThat(resumed).hasSizeGreaterThanOrEqualTo(2);
    assertThat(SEEN).allSatisfy(GenerateOperatorITCase::assertUndisturbed);
    // A generation that ended between savepoint and stop may be answered again, and no other.
    assertThat(SEEN.size() - ids(SEEN).size()).isLessThanOrEqualTo(4);
    assertThat(ids(SEEN)).containsAll(answered);
  }

  @Test
  void stoppingWithDrainAnswersWhatIsInFlight() throws Exception {
    StreamExecutionEnvironment env = environment(2, 1000);
    generate(env, 1_000_000, 30).completions().map(new Watch()).sinkTo(new DiscardingSink<>());
    JobClient job = env.executeAsync();
    await(() -> SEEN.size() >= 6);

    stop(job, true);

    job.getJobExecutionResult().get();
    Set<String> submitted =
        SteppingEngine.SUBMITTED.stream().map(GenerationRequest::requestId).collect(toSet());
    assertThat(ids(SEEN)).isEqualTo(submitted).hasSize(SEEN.size());
  }

  @Test
  void aSourceThatWaitsAtTheGateIsNotIdle() throws Exception {
    StreamExecutionEnvironment env = environment(1, 1000);
    env.getConfig().setAutoWatermarkInterval(20);
    StatusRecorder.STATUSES.clear();
    SourceGate gate = SourceGate.create();
    DataStream<Instruction> instructions =
        env.fromSource(
                GatedSource.wrap(new NumberSequenceSource(1, 1000), gate),
                WatermarkStrategy.<Long>forMonotonousTimestamps()
                    .withTimestampAssigner((n, t) -> n)
                    .withIdleness(Duration.ofMillis(200)),
                "numbers")
            .map(new ToInstruction(), RecordTypeInfo.INSTRUCTION)
            .transform("record", RecordTypeInfo.INSTRUCTION, new StatusRecorder());
    // One at a time takes a second, so the source waits most of the time, longer than it may idle.
    MosaicGpt.generateFrom(instructions)
        .behind(gate)
        .withEngineFactory(spec -> new SteppingEngine(1, 50))
        .withDefaults(SamplingParams.builder().maxTokens(TOKENS).build())
        .withMaxInFlight(1)
        .apply()
        .completions()
        .map(new Watch())
        .sinkTo(new DiscardingSink<>());

    JobClient job = env.executeAsync();
    await(() -> SEEN.size() >= 3);
    job.cancel().get();

    assertThat(StatusRecorder.STATUSES).isEmpty();
  }

  @Test
  void withoutAnOperatorBehindTheGateEverythingPasses() throws Exception {
    StreamExecutionEnvironment env = environment(2, 1000);
    DataStream<Long> numbers =
        env.fromSource(
            GatedSource.wrap(new NumberSequenceSource(1, 100), SourceGate.create()),
            WatermarkStrategy.noWatermarks(),
            "numbers");

    assertThat(collect(env, numbers)).hasSize(100);
  }

  // ----------------------------------------------------------------------------------------------

  /** Two slots and room for four requests per subtask. */
  private static GenerationStreams generate(
      StreamExecutionEnvironment env, long events, int stepMillis) {
    SourceGate gate = SourceGate.create();
    DataStream<Instruction> instructions =
        env.fromSource(
                GatedSource.wrap(new NumberSequenceSource(1, events), gate),
                WatermarkStrategy.noWatermarks(),
                "numbers")
            .uid(OperatorUids.SOURCE)
            .map(new ToInstruction(), RecordTypeInfo.INSTRUCTION);
    return MosaicGpt.generateFrom(instructions)
        .behind(gate)
        .withEngine(EngineSpec.of("stepping"))
        .withEngineFactory(spec -> new SteppingEngine(2, stepMillis))
        .withDefaults(SamplingParams.builder().maxTokens(TOKENS).build())
        .apply();
  }

  private StreamExecutionEnvironment environment(int parallelism, long checkpointMillis) {
    return environment(parallelism, checkpointMillis, null);
  }

  private StreamExecutionEnvironment environment(
      int parallelism, long checkpointMillis, String savepoint) {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 10);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.resolve("checkpoints").toUri() + "");
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    env.enableCheckpointing(checkpointMillis);
    return env;
  }

  private String stop(JobClient job, boolean drain) throws Exception {
    return job.stopWithSavepoint(
            drain, directory.resolve("savepoints").toUri() + "", SavepointFormatType.CANONICAL)
        .get();
  }

  @SuppressWarnings("try") // Closing the iterator may be interrupted.
  private static <T> List<T> collect(StreamExecutionEnvironment env, DataStream<T> stream)
      throws Exception {
    List<T> collected = new ArrayList<>();
    try (CloseableIterator<T> iterator = stream.executeAndCollect()) {
      iterator.forEachRemaining(collected::add);
    }
    env.close();
    return collected;
  }

  private static void await(Condition condition) throws InterruptedException {
    while (!condition.holds()) {
      Thread.sleep(20);
    }
  }

  /** Something that will be so; the test's timeout says how soon. */
  private interface Condition {
    boolean holds();
  }

  private static int resumedAt(GenerationRequest request) {
    return request.generatedTokens().length;
  }

  private static Set<String> ids(Iterable<Completion> completions) {
    Set<String> ids = new java.util.TreeSet<>();
    completions.forEach(completion -> ids.add(completion.getRequestId()));
    return ids;
  }

  private static Set<String> idsUpTo(long last) {
    return LongStream.rangeClosed(1, last).mapToObj(n -> "r" + n).collect(toSet());
  }

  private static void assertUndisturbed(Completion completion) {
    String text = SteppingEngine.expectedText(completion.getRequestId(), TOKENS);
    assertThat(completion.getOutputText()).isEqualTo(text);
    assertThat(completion.getOutputTokenIds()).isEqualTo(text.chars().boxed().toList());
  }

  private static final class ToInstruction implements MapFunction<Long, Instruction> {
    private static final long serialVersionUID = 1L;

    @Override
    public Instruction map(Long number) {
      return Instruction.newBuilder().setRequestId("r" + number).setPrompt("p").build();
    }
  }

  /** Notes completions and the delays of checkpoint barriers. */
  private static final class Watch
      implements MapFunction<Completion, Boolean>, CheckpointedFunction, CheckpointListener {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean map(Completion completion) {
      SEEN.add(completion);
      return true;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
      BARRIER_DELAYS.add(System.currentTimeMillis() - context.getCheckpointTimestamp());
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      COMPLETED.incrementAndGet();
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}
  }

  /** Fails at its eighth completion, as often as the test says. */
  private static final class FailNowAndThen implements MapFunction<Completion, Completion> {
    private static final long serialVersionUID = 1L;

    private int passed;

    @Override
    public Completion map(Completion completion) {
      if (++passed == 8 && FAILURES_LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("injected failure");
      }
      return completion;
    }
  }
}
