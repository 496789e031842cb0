package io.mosaicgpt.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.integration.broker.ContainerBroker;
import io.mosaicgpt.integration.broker.DockerEngine;
import io.mosaicgpt.integration.broker.KafkaBroker;
import io.mosaicgpt.integration.cluster.TestCluster;
import io.mosaicgpt.integration.cluster.TestJob;
import io.mosaicgpt.integration.events.Answers;
import io.mosaicgpt.integration.events.BareEngine;
import io.mosaicgpt.integration.events.EventWriter;
import io.mosaicgpt.integration.events.Stories;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.integration.events.TopicReader;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker's container that is killed and started again while a job writes to it. */
@Tag("containers")
class BrokerRestartITCase {
  private static final int HALF = 60;
  private static final int TOKENS = 40;

  @TempDir private Path checkpoints;

  @Test
  void everyAnswerIsCommittedOnce() throws Exception {
    DockerEngine.assume(ContainerBroker.image(), "pull it");
    try (ContainerBroker container = ContainerBroker.start()) {
      TestTopics topics = TestTopics.create(KafkaBroker.of(container), 2);
      RunJob run = RunJob.on(topics);
      List<Instruction> stories = Stories.of(2 * HALF, TOKENS);

      try (TestCluster cluster = TestCluster.start(1, checkpoints);
          EventWriter writer = new EventWriter(topics);
          TopicReader<Completion> completions = topics.completionReader()) {
        writer.send(stories.subList(0, HALF));
        TestJob job = cluster.submit(run.graph());
        job.await("some answers are committed", () -> completions.all().size() > HALF / 5);
        container.killAndRestart();
        assertThat(completions.all()).as("committed when the broker ended").hasSizeLessThan(HALF);
        writer.send(stories.subList(HALF, 2 * HALF));
        job.await("everything is out", () -> completions.all().size() >= 2 * HALF);
        job.stopWithSavepoint(checkpoints);

        Answers.assertEachOnce(
            completions.all(), BareEngine.answers(run.config().serving().engine(), stories));
      }
    }
  }
}
