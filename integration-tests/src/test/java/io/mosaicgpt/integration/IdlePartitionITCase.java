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
import io.mosaicgpt.operators.state.RecordTypeInfo;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/**
 * Event time with idleness while the source waits at the gate. Of the topic's partitions one has a
 * backlog, one has events that are not read before the backlog is worked off, and one has none.
 */
@OnEachBroker
class IdlePartitionITCase {
  private static final int BACKLOGGED = 0;
  private static final int WAITING = 1;
  private static final int PARTITIONS = 3;

  private static final Duration IDLE = Duration.ofSeconds(2);

  /** Every event of the backlog takes its whole time, and the next one waits for it. */
  private static final Duration EACH = Duration.ofMillis(250);

  /** Together twice as long as a partition may be silent. A poll brings 64. */
  private static final int BACKLOG = 16;

  private static final int OTHERS = 4;
  private static final int ENDLESS_TOKENS = 1_000;
  private static final long LAST_MILLIS = 1_000_000;

  /** What comes out; the job runs in this JVM. */
  private static final Queue<Seen> SEEN = new ConcurrentLinkedQueue<>();

  private static volatile long watermark;

  private record Seen(String requestId, long timestamp, long watermark) {}

  @Parameter private KafkaBroker broker;
  @TempDir private Path checkpoints;

  @Test
  void aPartitionIsIdleForWantOfEventsButNotForWantOfRoom() throws Exception {
    TestTopics topics = TestTopics.create(broker, PARTITIONS);
    List<Instruction> stories = Stories.of(BACKLOG + OTHERS, ENDLESS_TOKENS);
    stories.forEach(story -> story.setTimeoutMs(EACH.toMillis()));
    SEEN.clear();
    watermark = Long.MIN_VALUE;

    try (TestCluster cluster = TestCluster.start(1, checkpoints);
        EventWriter writer = new EventWriter(topics)) {
      for (int i = 0; i < BACKLOG; i++) {
        writer.send(BACKLOGGED, LAST_MILLIS - BACKLOG + i + 1, stories.get(i));
      }
      TestJob job = cluster.submit(graph(topics));
      job.await("the backlog is being worked off", () -> !SEEN.isEmpty());
      for (int i = 0; i < OTHERS; i++) {
        writer.send(WAITING, i + 1, stories.get(BACKLOG + i));
      }

      job.await("everything is out", () -> SEEN.size() >= stories.size());
      job.await("the watermark follows", () -> watermark >= LAST_MILLIS - 1);
      assertThat(job.taskRestarts()).as("restarts").isZero();
      job.cancel();
    }

    assertThat(SEEN)
        .extracting(Seen::requestId)
        .containsExactlyElementsOf(stories.stream().map(Instruction::getRequestId).toList());
    assertThat(SEEN).as("late").noneMatch(seen -> seen.timestamp() <= seen.watermark());
  }

  private static StreamGraph graph(TestTopics topics) {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    environment.setParallelism(1);
    environment.getConfig().setAutoWatermarkInterval(5);
    SourceGate gate = SourceGate.create();
    MosaicGpt.generate(
            environment.fromSource(
                GatedSource.wrap(
                    InstructionSource.builder()
                        .bootstrapServers(topics.bootstrapServers())
                        .topics(topics.instructions())
                        .groupId(topics.name())
                        .build(),
                    gate),
                WatermarkStrategy.<DecodedEvent>forMonotonousTimestamps().withIdleness(IDLE),
                "instructions"))
        .behind(gate)
        .withEngine(RunJob.on(topics).config().serving().engine())
        .withMaxInFlight(1)
        .apply()
        .completions()
        .transform("record", RecordTypeInfo.COMPLETION, new Recorder())
        .sinkTo(new DiscardingSink<>());
    return environment.getStreamGraph();
  }

  /** Notes watermarks, and the one that each completion finds. */
  private static final class Recorder extends AbstractStreamOperator<Completion>
      implements OneInputStreamOperator<Completion, Completion> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(StreamRecord<Completion> element) {
      SEEN.add(new Seen(element.getValue().getRequestId(), element.getTimestamp(), watermark));
      output.collect(element);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
      watermark = mark.getTimestamp();
      super.processWatermark(mark);
    }
  }
}
