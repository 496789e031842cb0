package io.mosaicgpt.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.integration.broker.KafkaBroker;
import io.mosaicgpt.integration.broker.OnEachBroker;
import io.mosaicgpt.integration.cluster.TestCluster;
import io.mosaicgpt.integration.cluster.TestJob;
import io.mosaicgpt.integration.events.EventWriter;
import io.mosaicgpt.integration.events.Stories;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.operators.MosaicGpt;
import io.mosaicgpt.operators.kafka.InstructionSource;
import io.mosaicgpt.operators.source.GatedSource;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Event time behind the operator, of a topic one of whose partitions is far ahead of the other. */
@OnEachBroker
class WatermarkITCase {
  private static final int EVENTS = 40;
  private static final long AHEAD_MILLIS = 1_000_000;

  /** What comes out; the job runs in this JVM. */
  private static final Queue<Seen> SEEN = new ConcurrentLinkedQueue<>();

  private record Seen(String requestId, long timestamp, long watermark) {}

  @Parameter private KafkaBroker broker;
  @TempDir private Path checkpoints;

  @Test
  void noWatermarkPassesAnUnfinishedOlderEventOfAnyPartition() throws Exception {
    TestTopics topics = TestTopics.create(broker, 2);
    send(topics);
    SEEN.clear();

    try (TestCluster cluster = TestCluster.start(1, checkpoints)) {
      StreamExecutionEnvironment environment =
          StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
      environment.setParallelism(1);
      environment.getConfig().setAutoWatermarkInterval(5);
      addJob(environment, topics);
      TestJob job = cluster.submit(environment.getStreamGraph());
      job.awaitFinished();
    }

    assertThat(SEEN).hasSize(2 * EVENTS);
    assertThat(SEEN).as("late").noneMatch(seen -> seen.timestamp() <= seen.watermark());
    assertThat(SEEN).as("behind a watermark").anyMatch(seen -> seen.watermark() > 0);
  }

  private static void addJob(StreamExecutionEnvironment environment, TestTopics topics) {
    SourceGate gate = SourceGate.create();
    MosaicGpt.generate(
            environment.fromSource(
                GatedSource.wrap(
                    InstructionSource.builder()
                        .bootstrapServers(topics.bootstrapServers())
                        .topics(topics.instructions())
                        .groupId(topics.name())
                        .bounded(true)
                        .build(),
                    gate),
                WatermarkStrategy.<DecodedEvent>forMonotonousTimestamps(),
                "instructions"))
        .behind(gate)
        .withEngine(RunJob.on(topics).config().serving().engine())
        .apply()
        .completions()
        .process(new Recorder())
        .sinkTo(new DiscardingSink<>());
  }

  /** Long and short answers by turns, so that events overtake each other. */
  private static void send(TestTopics topics) throws Exception {
    try (EventWriter writer = new EventWriter(topics)) {
      int i = 0;
      for (Instruction instruction : Stories.of(2 * EVENTS, 4)) {
        if (i / 2 % 2 == 0) {
          instruction.getSampling().setMaxTokens(40);
        }
        int partition = i % 2;
        long timestamp = 10L * (i + 1) + (partition == 0 ? AHEAD_MILLIS : 0);
        writer.send(partition, timestamp, instruction);
        i++;
      }
    }
  }

  /** Notes the watermark that each completion finds. */
  private static final class Recorder extends ProcessFunction<Completion, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(Completion value, Context context, Collector<Long> out) {
      SEEN.add(
          new Seen(
              value.getRequestId(),
              context.timestamp(),
              context.timerService().currentWatermark()));
    }
  }
}
