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

/** A job that goes on at another parallelism, from a savepoint with generations under way. */
@OnEachBroker
class RescaleITCase {
  private static final int STORIES = 60;
  private static final int TOKENS = 100;
  private static final int ALL_TOKENS = STORIES * TOKENS;

  @Parameter private KafkaBroker broker;
  @TempDir private Path directory;

  /** Three subtasks hold 48 requests, more than two may take: the rest has to queue. */
  @Test
  void everyGenerationSurvivesOutAndIn() throws Exception {
    TestTopics topics = TestTopics.create(broker, 3);
    RunJob run = RunJob.on(topics);
    List<Instruction> stories = Stories.of(STORIES, TOKENS);
    List<Answer> undisturbed = BareEngine.answers(run.config().serving().engine(), stories);
    try (EventWriter writer = new EventWriter(topics)) {
      writer.send(stories);
    }

    try (TestCluster cluster = TestCluster.start(3, directory);
        TopicReader<Completion> reader = topics.completionReader()) {
      TestJob one = cluster.submit(run.graph());
      one.await("a tenth is told", () -> generated(one) >= ALL_TOKENS / 10);
      String first = one.stopWithSavepoint(directory);
      int outFirst = reader.all().size();

      TestJob three =
          cluster.submit(
              run.with(ServingSettings.PARALLELISM, 3)
                  .with(ServingSettings.RESTORE, first)
                  .graph());
      three.await("more is told", () -> generated(three) >= ALL_TOKENS / 10);
      String second = three.stopWithSavepoint(directory);
      int outSecond = reader.all().size();

      TestJob two =
          cluster.submit(
              run.with(ServingSettings.PARALLELISM, 2)
                  .with(ServingSettings.RESTORE, second)
                  .graph());
      two.await("everything is out", () -> reader.all().size() >= STORIES);
      two.stopWithSavepoint(directory);

      Answers.assertEachOnce(reader.all(), undisturbed);
      assertThat(List.of(outFirst, outSecond)).as("completions at the savepoints").isSorted();
      assertThat(outSecond).as("completions at the second savepoint").isLessThan(STORIES);
      assertThat(resumed(three)).as("tokens resumed at parallelism 3").isPositive();
      assertThat(resumed(two)).as("tokens resumed at parallelism 2").isPositive();
      // How many those are is up to the machine: the engine goes on until the task has ended.
      assertThat(generated(one) + generated(three) + generated(two))
          .as("tokens, of which a stop costs those after its savepoint")
          .isBetween((long) ALL_TOKENS, ALL_TOKENS * 2L);
    }
  }

  private static long generated(TestJob job) {
    return job.counted(OperatorMetrics.GENERATION_TOKENS);
  }

  private static long resumed(TestJob job) {
    return job.counted(OperatorMetrics.RESUMED_TOKENS);
  }
}
