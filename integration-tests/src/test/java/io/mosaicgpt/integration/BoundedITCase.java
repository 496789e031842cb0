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
import io.mosaicgpt.jobs.checkpoint.Restores;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.Instruction;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A job that is to stop at the end of its input. */
@OnEachBroker
class BoundedITCase {
  private static final int STORIES = 50;

  @Parameter private KafkaBroker broker;
  @TempDir private Path checkpoints;

  @Test
  void itEndsByItselfWhenEverythingIsAnsweredAndCommitted() throws Exception {
    TestTopics topics = TestTopics.create(broker, 3);
    RunJob run =
        RunJob.on(topics).with(KafkaSettings.BOUNDED, true).with(ServingSettings.PARALLELISM, 2);
    List<Instruction> stories = Stories.of(STORIES, 30);

    try (TestCluster cluster = TestCluster.start(2, checkpoints);
        EventWriter writer = new EventWriter(topics);
        TopicReader<Completion> completions = topics.completionReader();
        TopicReader<DeadLetter> deadLetters = topics.deadLetterReader()) {
      writer.send(stories);
      writer.send(null, new byte[] {1, 2, 3});
      TestJob job = cluster.submit(run.graph());
      job.awaitFinished();

      Answers.assertEachOnce(
          completions.all(), BareEngine.answers(run.config().serving().engine(), stories));
      assertThat(deadLetters.all()).hasSize(1);
      assertThat(job.completedCheckpoints()).as("checkpoints").isPositive();
      assertThat(job.taskRestarts()).as("restarts").isZero();
    }
  }

  @Test
  void stoppedInTheMiddleItGoesOnAndEndsAndTheNextOneAnswersJustWhatIsNew() throws Exception {
    TestTopics topics = TestTopics.create(broker, 5);
    RunJob run = RunJob.on(topics).with(KafkaSettings.BOUNDED, true);
    List<Instruction> stories = Stories.of(STORIES, 60);
    List<Answer> answers = BareEngine.answers(run.config().serving().engine(), stories);

    try (TestCluster cluster = TestCluster.start(2, checkpoints);
        EventWriter writer = new EventWriter(topics);
        TopicReader<Completion> completions = topics.completionReader()) {
      writer.send(stories.subList(0, STORIES - 2));
      TestJob stopped = cluster.submit(run.with(ServingSettings.PARALLELISM, 2).graph());
      stopped.await("a tenth is out", () -> completions.all().size() >= STORIES / 10);
      stopped.cancel();
      writer.send(List.of(stories.get(STORIES - 2)));

      Restores restores = Restores.of(run.config().ends(), said -> {});
      String restore = restores.newest(checkpoints).orElseThrow().toUri().toString();
      cluster.submit(run.with(ServingSettings.RESTORE, restore).graph()).awaitFinished();
      Answers.assertEachOnce(completions.all(), answers.subList(0, STORIES - 2));

      writer.send(List.of(stories.get(STORIES - 1)));
      cluster.submit(run.graph()).awaitFinished();
      Answers.assertEachOnce(completions.all(), answers);
    }
  }

  @Test
  void anEmptyInputIsAnsweredAtOnce() throws Exception {
    TestTopics topics = TestTopics.create(broker, 1);

    try (TestCluster cluster = TestCluster.start(1, checkpoints);
        TopicReader<Completion> completions = topics.completionReader()) {
      cluster.submit(RunJob.on(topics).with(KafkaSettings.BOUNDED, true).graph()).awaitFinished();

      assertThat(completions.all()).isEmpty();
    }
  }
}
