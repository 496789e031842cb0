package io.mosaicgpt.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.integration.broker.KafkaBroker;
import io.mosaicgpt.integration.broker.OnEachBroker;
import io.mosaicgpt.integration.cluster.TestCluster;
import io.mosaicgpt.integration.cluster.TestJob;
import io.mosaicgpt.integration.events.Answers;
import io.mosaicgpt.integration.events.BareEngine;
import io.mosaicgpt.integration.events.EventWriter;
import io.mosaicgpt.integration.events.StoryStream;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.integration.events.TopicReader;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/**
 * This program goes on with a job of an earlier one. The savepoint is a file of this module; it was
 * written by the program of commit fa9be41, which stopped this job in mid-sentence of every request
 * that it had begun and before the first answer, with a request-timeout of a hundred years. The
 * events behind it are those of a seed, so a new topic has them at the same offsets. That program
 * did not keep which prompt its template had made: what came as an instruction starts over.
 */
@OnEachBroker
class UpgradeITCase {
  private static final String SAVEPOINT = "/savepoints/fa9be41/_metadata";
  private static final String NAME = "upgrade";
  private static final int PARTITIONS = 2;
  private static final int EVENTS = 12;

  @Parameter private KafkaBroker broker;
  @TempDir private Path directory;

  @Test
  void aSavepointOfAnEarlierProgramGoesOnInMidSentenceWhereThePromptIsCertain() throws Exception {
    TestTopics topics = TestTopics.create(NAME, broker.bootstrapServers(), PARTITIONS, 1);
    RunJob run =
        RunJob.on(topics)
            .with(ServingSettings.PARALLELISM, 1)
            .with(ServingSettings.RESTORE, savepoint().toUri());
    List<Instruction> events = events();
    try (TestCluster cluster = TestCluster.start(1, directory);
        EventWriter writer = new EventWriter(topics);
        TopicReader<Completion> reader = topics.completionReader()) {
      writer.send(events);
      TestJob job = cluster.submit(run.graph());
      job.await("everything is out", () -> reader.all().size() >= EVENTS);
      job.stopWithSavepoint(directory);

      Answers.assertEachOnce(
          reader.all(), BareEngine.answers(run.config().serving().engine(), events));
      assertThat(job.counted(OperatorMetrics.RESUMED_TOKENS)).as("tokens resumed").isPositive();
      assertThat(job.counted(OperatorMetrics.REGENERATED_TOKENS))
          .as("tokens thrown away")
          .isPositive();
    }
  }

  @Test
  void aSavepointOfAnotherInputTopicFailsTheJobWithASentenceAndNoRestart() throws Exception {
    TestTopics topics = TestTopics.create(broker, 1);
    RunJob run = RunJob.on(topics).with(ServingSettings.RESTORE, savepoint().toUri());
    try (TestCluster cluster = TestCluster.start(1, directory)) {
      TestJob job = cluster.submit(run.graph());

      assertThatThrownBy(job::awaitFinished)
          .rootCause()
          .hasMessageContaining(
              "is of input topic llm.instructions.upgrade, not of " + topics.instructions());
    }
  }

  private Path savepoint() throws Exception {
    Path savepoint = Files.createDirectory(directory.resolve("earlier"));
    try (InputStream metadata = getClass().getResourceAsStream(SAVEPOINT)) {
      Files.copy(metadata, savepoint.resolve("_metadata"));
    }
    return savepoint;
  }

  private static List<Instruction> events() {
    StoryStream stream = new StoryStream(5, 150, 200);
    return Stream.generate(stream::next).limit(EVENTS).toList();
  }
}
