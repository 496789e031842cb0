package io.mosaicgpt.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.integration.broker.KafkaBroker;
import io.mosaicgpt.integration.broker.OnEachBroker;
import io.mosaicgpt.integration.cluster.TestCluster;
import io.mosaicgpt.integration.cluster.TestJob;
import io.mosaicgpt.integration.events.Answer;
import io.mosaicgpt.integration.events.Answers;
import io.mosaicgpt.integration.events.BareEngine;
import io.mosaicgpt.integration.events.EventWriter;
import io.mosaicgpt.integration.events.Stories;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.integration.events.TopicReader;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Generations that are under way when their TaskManager dies. */
@OnEachBroker
class ResumeITCase {
  private static final int STORIES = 12;
  private static final int TOKENS = 400;

  @Parameter private KafkaBroker broker;
  @TempDir private Path checkpoints;

  @Test
  void theyGoOnInMidSentenceAndEndWordForWordAsIfUndisturbed() throws Exception {
    TestTopics topics = TestTopics.create(broker, 2);
    // No checkpoint but those that this test asks for.
    RunJob run =
        RunJob.on(topics)
            .with(ServingSettings.PARALLELISM, 2)
            .with(ServingSettings.CHECKPOINT_INTERVAL, "5min");
    List<Instruction> stories = Stories.of(STORIES, TOKENS);
    List<Answer> undisturbed = BareEngine.answers(run.config().serving().engine(), stories);
    try (EventWriter writer = new EventWriter(topics)) {
      writer.send(stories);
    }

    try (TestCluster cluster = TestCluster.start(2, checkpoints);
        TopicReader<Completion> reader = topics.completionReader()) {
      TestJob job = cluster.submit(run.graph());
      job.await("a fifth is told", () -> generated(job) > STORIES * TOKENS / 5);
      job.checkpoint();
      cluster.replaceTaskManager();
      job.await(
          "everything is told",
          () -> job.isRunning() && generated(job) + resumed(job) >= STORIES * TOKENS);
      job.await(
          "everything is out",
          () -> {
            job.checkpoint();
            return reader.all().size() >= STORIES;
          });

      Answers.assertEachOnce(reader.all(), undisturbed);
      assertThat(resumed(job)).as("tokens that were not computed again").isPositive();
      assertThat(job.counted(OperatorMetrics.REGENERATED_TOKENS)).isZero();
      assertThat(reader.all()).extracting(Completion::getAttempt).contains(2);
      job.cancel();
    }
  }

  private static long generated(TestJob job) {
    return job.counted(OperatorMetrics.GENERATION_TOKENS);
  }

  private static long resumed(TestJob job) {
    return job.counted(OperatorMetrics.RESUMED_TOKENS);
  }
}
