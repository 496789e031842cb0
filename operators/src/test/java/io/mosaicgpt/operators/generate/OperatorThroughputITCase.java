package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.operators.EngineFactory;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.operators.MosaicGpt;
import io.mosaicgpt.operators.source.GatedSource;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.state.DecodedEventTypeInfo;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.InstructionDecoder;
import io.mosaicgpt.operators.wire.KafkaOrigin;
import io.mosaicgpt.operators.wire.RecordEncoder;
import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many events a second the operator carries in one task, printed and not asserted: in a job
 * with a gated source in memory, a checkpoint every second and a sink that discards. Profile {@code
 * throughput} of the build runs it.
 */
@Tag("throughput")
class OperatorThroughputITCase {
  private static final int PROMPT_TOKENS = 32;
  private static final int NEW_TOKENS = 8;

  @TempDir private Path directory;

  /** What the operator itself costs: no Kafka, no bytes, no model. */
  @RepeatedTest(3)
  void theOperatorAlone() throws Exception {
    measure("operator alone", 300_000, spec -> new InstantEngine(), false);
  }

  @RepeatedTest(3)
  void theOperatorBetweenTheWireFormats() throws Exception {
    measure("decode, operator, encode", 200_000, spec -> new InstantEngine(), true);
  }

  @RepeatedTest(3)
  void theOperatorOverTheEmbeddedModel() throws Exception {
    measure("embedded model", 3_000, EngineFactory.shared(), false);
  }

  private void measure(String name, long events, EngineFactory engines, boolean bytes)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.resolve("checkpoints").toUri() + "");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    env.enableCheckpointing(1000);
    SourceGate gate = SourceGate.create();
    DataStream<DecodedEvent> instructions =
        env.fromSource(
                GatedSource.wrap(new NumberSequenceSource(1, events), gate),
                WatermarkStrategy.noWatermarks(),
                "numbers")
            .map(new ToEvent(bytes), DecodedEventTypeInfo.INSTANCE);
    MosaicGpt.generate(instructions)
        .behind(gate)
        .withEngine(new EngineSpec(EngineSpec.EMBEDDED, "float32", "cpu", 64, 2048, 0, 0, ""))
        .withEngineFactory(engines)
        .withOptions(
            GenerateOptions.defaults()
                .withSampling(
                    SamplingParams.builder().maxTokens(NEW_TOKENS).ignoreEos(true).build()))
        .apply()
        .completions()
        .map(new Meter(name, events, bytes))
        .sinkTo(new DiscardingSink<>());

    env.execute();
    env.close();

    assertThat(Meter.completions).isEqualTo(events);
  }

  /** An event with a prompt of token ids, or the same by way of its bytes. */
  private static final class ToEvent extends RichMapFunction<Long, DecodedEvent> {
    private static final long serialVersionUID = 1L;

    private final boolean bytes;
    private transient Instruction instruction;
    private transient RecordEncoder<Instruction> encoder;
    private transient InstructionDecoder decoder;

    private ToEvent(boolean bytes) {
      this.bytes = bytes;
    }

    @Override
    public void open(OpenContext context) throws Exception {
      instruction =
          Instruction.newBuilder()
              .setRequestId("")
              .setPromptTokenIds(IntStream.range(0, PROMPT_TOKENS).boxed().toList())
              .build();
      encoder =
          RecordEncoding.AVRO.encoder(Instruction.getClassSchema(), "topic", Optional.empty());
      decoder =
          new InstructionDecoder(InstructionDecoder.DEFAULT_MAX_EVENT_BYTES, Optional.empty());
    }

    @Override
    public DecodedEvent map(Long number) throws Exception {
      instruction.setRequestId("request-" + number);
      KafkaOrigin origin = new KafkaOrigin("topic", 0, number, number, null);
      return bytes
          ? decoder.decode(encoder.encode(instruction), origin)
          : new DecodedEvent.Readable(instruction, origin, null);
    }
  }

  /** Takes the time over the second half of the completions: in the first the JIT compiles. */
  private static final class Meter extends RichMapFunction<Completion, Boolean> {
    private static final long serialVersionUID = 1L;
    private static volatile long completions;

    private final String name;
    private final long expected;
    private final boolean bytes;
    private transient RecordEncoder<Completion> encoder;
    private transient Moment half;

    private Meter(String name, long expected, boolean bytes) {
      this.name = name;
      this.expected = expected;
      this.bytes = bytes;
    }

    @Override
    public void open(OpenContext context) throws Exception {
      completions = 0;
      encoder = RecordEncoding.AVRO.encoder(Completion.getClassSchema(), "topic", Optional.empty());
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // Written by the task's thread alone.
    public Boolean map(Completion completion) {
      completions++;
      if (completions == expected / 2) {
        half = Moment.now();
      } else if (completions == expected) {
        half.printSince(name, expected - expected / 2);
      }
      return bytes && encoder.encode(completion).length == 0;
    }
  }

  /** Clocks at one moment, nanoseconds; {@code task} is the calling thread's processor time. */
  private record Moment(long wall, long task, long process) {
    static Moment now() {
      var system =
          (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      return new Moment(
          System.nanoTime(),
          ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime(),
          system.getProcessCpuTime());
    }

    void printSince(String name, long events) {
      Moment now = now();
      System.out.printf(
          "%-26s %,9.0f events/s; per event %.1f us of the task's thread, %.1f us of all threads%n",
          name,
          events * 1e9 / (now.wall - wall),
          (now.task - task) / 1e3 / events,
          (now.process - process) / 1e3 / events);
    }
  }
}
