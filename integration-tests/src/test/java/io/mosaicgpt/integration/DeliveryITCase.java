package io.mosaicgpt.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.integration.broker.KafkaBroker;
import io.mosaicgpt.integration.broker.OnEachBroker;
import io.mosaicgpt.integration.cluster.TestCluster;
import io.mosaicgpt.integration.cluster.TestJob;
import io.mosaicgpt.integration.events.Answers;
import io.mosaicgpt.integration.events.BareEngine;
import io.mosaicgpt.integration.events.EventWriter;
import io.mosaicgpt.integration.events.Stories;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.integration.events.TopicReader;
import io.mosaicgpt.jobs.config.Setting;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.Instruction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What a consumer finds on the output topics after TaskManagers have died. */
@OnEachBroker
class DeliveryITCase {
  private static final int TOKENS = 12;

  @Parameter private KafkaBroker broker;
  @TempDir private Path checkpoints;

  @Test
  void exactlyOnceEveryEventIsAnsweredOnceOrIsADeadLetterOnce() throws Exception {
    int half = 150;
    int poison = 10;
    TestTopics topics = TestTopics.create(broker, 3);
    RunJob run = RunJob.on(topics).with(Setting.PARALLELISM, 2);
    List<Instruction> stories = Stories.of(2 * half, TOKENS);

    try (TestCluster cluster = TestCluster.start(2, checkpoints);
        EventWriter writer = new EventWriter(topics);
        TopicReader<Completion> completions = topics.completionReader();
        TopicReader<DeadLetter> deadLetters = topics.deadLetterReader()) {
      TestJob job = cluster.submit(run.graph());
      writer.send(stories.subList(0, half));
      sendPoison(writer, poison);
      job.await("some answers are committed", () -> completions.all().size() > half / 5);
      cluster.replaceTaskManager();
      writer.send(stories.subList(half, 2 * half));
      sendPoison(writer, poison);
      job.await("more answers are committed", () -> completions.all().size() > half * 6 / 5);
      cluster.replaceTaskManager();
      job.await(
          "everything is out",
          () -> completions.all().size() >= 2 * half && deadLetters.all().size() >= 2 * poison);
      job.stopWithSavepoint(checkpoints);

      Answers.assertEachOnce(completions.all(), BareEngine.answers(run.config().engine(), stories));
      assertThat(deadLetters.all())
          .extracting(letter -> letter.getSourcePartition() + "@" + letter.getSourceOffset())
          .hasSize(2 * poison)
          .doesNotHaveDuplicates();
      assertThat(job.taskRestarts()).as("restarts").isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void atLeastOnceWhatComesAgainIsTheSame() throws Exception {
    int stories = 60;
    TestTopics topics = TestTopics.create(broker, 3);
    // Without a checkpoint everything that was out before the failure comes again.
    RunJob run =
        RunJob.on(topics)
            .with(Setting.DELIVERY, "at-least-once")
            .with(Setting.CHECKPOINT_INTERVAL, "1h");
    List<Instruction> instructions = Stories.of(stories, TOKENS);

    try (TestCluster cluster = TestCluster.start(1, checkpoints);
        EventWriter writer = new EventWriter(topics);
        TopicReader<Completion> completions = topics.completionReader()) {
      writer.send(instructions);
      TestJob job = cluster.submit(run.graph());
      job.await("some answers are out", () -> completions.all().size() > stories / 4);
      cluster.replaceTaskManager();
      job.await(
          "everything is out after the failure",
          () ->
              job.taskRestarts() > 0
                  && ids(completions.all()).size() == stories
                  && completions.all().size() > stories * 5 / 4);
      List<Completion> all = completions.all();

      assertThat(all).hasSizeGreaterThan(stories);
      Answers.assertEachAtLeastOnce(all, BareEngine.answers(run.config().engine(), instructions));
      job.cancel();
    }
  }

  private static List<String> ids(List<Completion> completions) {
    return completions.stream().map(Completion::getRequestId).distinct().toList();
  }

  private static void sendPoison(EventWriter writer, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      writer.send(null, ("no instruction " + i).getBytes(StandardCharsets.UTF_8));
    }
  }
}
