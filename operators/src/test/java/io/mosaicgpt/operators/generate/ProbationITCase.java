package io.mosaicgpt.operators.generate;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.operators.GenerationStreams;
import io.mosaicgpt.operators.MosaicGpt;
import io.mosaicgpt.operators.OperatorUids;
import io.mosaicgpt.operators.source.GatedSource;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.state.DecodedEventTypeInfo;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.KafkaOrigin;
import io.mosaicgpt.schemas.DeadLetter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real job whose engine breaks in the first step of certain requests, each time they run. */
@Timeout(180)
class ProbationITCase {
  private static final int EVENTS = 60;
  private static final int RESTARTS = 7;

  @TempDir private Path checkpoints;

  @BeforeEach
  void forget() {
    SteppingEngine.BREAKDOWNS.set(0);
    Ledger.COMMITTED.clear();
  }

  @Test
  void whatBreaksTheEngineBeforeEveryCheckpointIsADeadLetterAndAllElseIsAnswered()
      throws Exception {
    // The first checkpoint is far away when the engine breaks for the first time.
    List<String> results = run(1, 200, RESTARTS, Set.of("r5"));

    assertThat(SteppingEngine.BREAKDOWNS).hasValueLessThanOrEqualTo(RESTARTS);
    assertResults(results, Set.of("r5"));
  }

  @Test
  void eachOfSeveralIsFoundInTheLastEventsOfABoundedInputToo() throws Exception {
    List<String> results = run(2, 100, 3 * RESTARTS, Set.of("r12", "r30", "r60"));

    assertResults(results, Set.of("r12", "r30", "r60"));
  }

  private static void assertResults(List<String> results, Set<String> poison) {
    assertThat(results).doesNotHaveDuplicates().hasSize(EVENTS);
    assertThat(results.stream().map(result -> result.replaceAll(" .*", "")).collect(toSet()))
        .isEqualTo(
            LongStream.rangeClosed(1, EVENTS).mapToObj(n -> "r" + n).collect(Collectors.toSet()));
    List<String> letters =
        results.stream().filter(result -> result.contains("attempts_exhausted")).toList();
    assertThat(letters).hasSize(poison.size());
    assertThat(letters)
        .allSatisfy(
            letter -> {
              String[] fields = letter.split(" ", 5);
              assertThat(poison).contains(fields[0]);
              assertThat(fields[2])
                  .as("topic, partition and offset")
                  .isEqualTo("topic-0@" + fields[0].substring(1));
              assertThat(Integer.parseInt(fields[3])).as("attempt").isBetween(3, 6);
              assertThat(letter).contains("alone in the engine");
            });
  }

  @SuppressWarnings("try") // Closing the environment may be interrupted.
  private List<String> run(int parallelism, int interval, int restarts, Set<String> poison)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, restarts);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    try (StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration)) {
      env.enableCheckpointing(interval);
      GenerationStreams streams = generate(env, poison);
      streams
          .completions()
          .map(completion -> completion.getRequestId() + " answered")
          .returns(Types.STRING)
          .union(streams.deadLetters().map(ProbationITCase::line).returns(Types.STRING))
          .map(new Ledger())
          .sinkTo(new DiscardingSink<>());
      env.execute();
      return Ledger.COMMITTED.values().stream().flatMap(List::stream).toList();
    }
  }

  /** What the state knows to be out: exactly once, like a transaction. */
  private static final class Ledger
      implements MapFunction<String, String>, CheckpointedFunction, CheckpointListener {
    private static final long serialVersionUID = 1L;

    /** By name of the subtask, as of its last completed checkpoint. */
    static final Map<String, List<String>> COMMITTED = new ConcurrentHashMap<>();

    private final List<String> results = new ArrayList<>();
    private final Map<Long, List<String>> snapshots = new HashMap<>();
    private ListState<String> state;
    private String subtask;

    @Override
    public String map(String result) {
      results.add(result);
      return result;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      state =
          context
              .getOperatorStateStore()
              .getListState(new ListStateDescriptor<>("results", Types.STRING));
      state.get().forEach(results::add);
      subtask = Thread.currentThread().getName().replaceAll(".*\\((\\d+)/.*", "$1");
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
      state.update(results);
      snapshots.put(context.getCheckpointId(), List.copyOf(results));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      COMMITTED.put(subtask, snapshots.get(checkpointId));
    }
  }

  private static String line(DeadLetter letter) {
    return "%s %s %s-%d@%d %d %s"
        .formatted(
            letter.getRequestId(),
            letter.getCode(),
            letter.getSourceTopic(),
            letter.getSourcePartition(),
            letter.getSourceOffset(),
            letter.getAttempt(),
            letter.getMessage());
  }

  /** Four slots and room for eight requests per subtask. */
  private static GenerationStreams generate(StreamExecutionEnvironment env, Set<String> poison) {
    SourceGate gate = SourceGate.create();
    DataStream<DecodedEvent> events =
        env.fromSource(
                GatedSource.wrap(new NumberSequenceSource(1, EVENTS), gate),
                WatermarkStrategy.noWatermarks(),
                "numbers")
            .uid(OperatorUids.SOURCE)
            .map(new ToEvent(), DecodedEventTypeInfo.INSTANCE);
    return MosaicGpt.generate(events)
        .behind(gate)
        .withEngine(EngineSpec.of("stepping"))
        .withEngineFactory(spec -> new SteppingEngine(4, 5, poison))
        .withDefaults(SamplingParams.builder().maxTokens(4).build())
        .apply();
  }

  private static final class ToEvent implements MapFunction<Long, DecodedEvent> {
    private static final long serialVersionUID = 1L;

    @Override
    public DecodedEvent map(Long number) {
      return new DecodedEvent.Readable(
          Harness.instruction("r" + number), new KafkaOrigin("topic", 0, number, 0, null), null);
    }
  }
}
