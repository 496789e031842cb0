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
import io.mosaicgpt.jobs.config.ModelSettings;
import io.mosaicgpt.model.engine.pool.EngineRegistry;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** The weights in a JVM that tasks and jobs come to and leave. */
@OnEachBroker
class ReplicaITCase {
  private static final int STORIES = 20;
  private static final int TOKENS = 60;

  /** Longer than an engine stays loaded without users. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Parameter private KafkaBroker broker;
  @TempDir private Path checkpoints;

  @Test
  void areLoadedOnceForRestartsAndJobsAndUnloadedAfterTheLastOne() throws Exception {
    TestTopics topics = TestTopics.create(broker, 1);
    TestTopics others = TestTopics.create(broker, 1);
    List<Instruction> stories = Stories.of(STORIES, TOKENS);
    RunJob run = RunJob.on(topics).with(ModelSettings.MAX_NUM_SEQS, 7); // As no other test has.
    List<Answer> undisturbed = BareEngine.answers(run.config().serving().engine(), stories);

    try (TestCluster cluster = TestCluster.start(1, checkpoints);
        EventWriter writer = new EventWriter(topics);
        EventWriter otherWriter = new EventWriter(others);
        TopicReader<Completion> completions = topics.completionReader();
        TopicReader<Completion> otherCompletions = others.completionReader()) {
      writer.send(stories);
      TestJob job = cluster.submit(run.graph());
      job.await("a quarter is told", () -> generated(job) > STORIES * TOKENS / 4);
      long loads = EngineRegistry.loads();
      cluster.replaceTaskManager();
      cluster.addTaskManager();
      job.await("the first job's answers", () -> completions.all().size() >= STORIES);
      assertThat(job.taskRestarts()).as("restarts").isPositive();

      otherWriter.send(stories);
      TestJob other = cluster.submit(RunJob.on(others).with(ModelSettings.MAX_NUM_SEQS, 7).graph());
      other.await("the second job's answers", () -> otherCompletions.all().size() >= STORIES);
      assertThat(EngineRegistry.loads()).as("loads").isEqualTo(loads);

      job.cancel();
      other.cancel();
      Await.until("no engine is loaded", PATIENCE, () -> EngineRegistry.loaded() == 0);
      Answers.assertEachOnce(completions.all(), undisturbed);
      Answers.assertEachOnce(otherCompletions.all(), undisturbed);
    }
  }

  private static long generated(TestJob job) {
    return job.counted(OperatorMetrics.GENERATION_TOKENS);
  }
}
