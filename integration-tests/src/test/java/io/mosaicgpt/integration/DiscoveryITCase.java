package io.mosaicgpt.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.integration.broker.KafkaBroker;
import io.mosaicgpt.integration.broker.OnEachBroker;
import io.mosaicgpt.integration.cluster.TestCluster;
import io.mosaicgpt.integration.cluster.TestJob;
import io.mosaicgpt.integration.events.Answers;
import io.mosaicgpt.integration.events.BareEngine;
import io.mosaicgpt.integration.events.Encodings;
import io.mosaicgpt.integration.events.EventWriter;
import io.mosaicgpt.integration.events.Stories;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.integration.events.TopicReader;
import io.mosaicgpt.jobs.job.TopicLeaders;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A topic that grows while the job works through a backlog and its source waits at the gate. */
@OnEachBroker
class DiscoveryITCase {
  private static final int BACKLOG = 100;
  private static final int NEW = 20;
  private static final int TOKENS = 12;

  @Parameter private KafkaBroker broker;
  @TempDir private Path checkpoints;

  @Test
  void eventsOfANewPartitionAreAnsweredToo() throws Exception {
    TestTopics topics = TestTopics.create(broker, 1);
    RunJob run =
        RunJob.on(topics).withKafkaProperties(Map.of("partition.discovery.interval.ms", "300"));
    List<Instruction> stories = Stories.of(BACKLOG + NEW, TOKENS);
    try (EventWriter writer = new EventWriter(topics)) {
      writer.send(stories.subList(0, BACKLOG));
    }

    try (TestCluster cluster = TestCluster.start(1, checkpoints);
        TopicReader<Completion> completions = topics.completionReader()) {
      TestJob job = cluster.submit(run.graph());
      job.await("some answers are committed", () -> !completions.all().isEmpty());
      assertThat(completions.all().size()).as("answers of the backlog").isLessThan(BACKLOG);
      addPartition(topics);
      assertThat(sendToAll(topics, stories.subList(BACKLOG, BACKLOG + NEW))).contains(1);
      job.await("the backlog is out", () -> completions.all().size() >= BACKLOG);
      job.await("everything is out", () -> completions.all().size() >= BACKLOG + NEW);

      Answers.assertEachOnce(
          completions.all(), BareEngine.answers(run.config().serving().engine(), stories));
      assertThat(job.taskRestarts()).as("restarts").isZero();
      job.cancel();
    }
  }

  private static void addPartition(TestTopics topics) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", topics.bootstrapServers()))) {
      admin
          .createPartitions(Map.of(topics.instructions(), NewPartitions.increaseTo(2)))
          .all()
          .get();
      TopicLeaders.await(admin, Map.of(topics.instructions(), 2), Duration.ofMinutes(1));
    }
  }

  /** Returns the partitions that got any. */
  private static Set<Integer> sendToAll(TestTopics topics, List<Instruction> instructions)
      throws Exception {
    Set<Integer> partitions = new TreeSet<>();
    // A producer of its own: an older one would learn of the partition some minutes later.
    try (EventWriter writer = new EventWriter(topics)) {
      for (Instruction instruction : instructions) {
        byte[] key = instruction.getRequestId().getBytes(StandardCharsets.UTF_8);
        partitions.add(writer.send(key, Encodings.singleObject(instruction)).partition());
      }
    }
    return partitions;
  }
}
