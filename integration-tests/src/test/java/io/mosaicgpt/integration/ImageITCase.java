package io.mosaicgpt.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.integration.broker.ContainerBroker;
import io.mosaicgpt.integration.broker.DockerEngine;
import io.mosaicgpt.integration.broker.KafkaBroker;
import io.mosaicgpt.integration.events.Answers;
import io.mosaicgpt.integration.events.BareEngine;
import io.mosaicgpt.integration.events.EventWriter;
import io.mosaicgpt.integration.events.Stories;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.integration.events.TopicReader;
import io.mosaicgpt.integration.image.ImageCluster;
import io.mosaicgpt.integration.process.FlinkRest;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program's image as users run it: up, an event, a TaskManager killed, down with a savepoint.
 */
@Tag("containers")
class ImageITCase {
  private static final int STORIES = 4;
  private static final int TOKENS = 700;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private Path directory;

  @Test
  void whatATaskManagerHadInMidSentenceIsAnsweredOnceAndWordForWord() throws Exception {
    DockerEngine.assume(ContainerBroker.image(), "pull it");
    ImageCluster.assumeImage();
    Path checkpoints = Files.createDirectory(directory.resolve("checkpoints"));
    for (Path open : List.of(directory, checkpoints)) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    List<Instruction> stories = Stories.of(STORIES, TOKENS);

    try (ContainerBroker broker = ContainerBroker.start()) {
      TestTopics topics = TestTopics.create(KafkaBroker.of(broker), 1);
      try (ImageCluster cluster = ImageCluster.start(broker, SmallModel.directory(), checkpoints);
          EventWriter writer = new EventWriter(topics);
          TopicReader<Completion> completions = topics.completionReader()) {
        cluster.startJob(
            Map.of(
                "MOSAICGPT_INPUT_TOPIC", topics.instructions(),
                "MOSAICGPT_OUTPUT_TOPIC", topics.completions(),
                "MOSAICGPT_DLQ_TOPIC", topics.deadLetters(),
                "MOSAICGPT_GROUP_ID", topics.name(),
                "MOSAICGPT_CHECKPOINT_INTERVAL", "200ms"));
        assertThat(cluster.rest().get("/jobs/overview").orElseThrow().path("jobs"))
            .as("jobs, one of them healthy")
            .singleElement()
            .extracting(job -> job.path("tasks"))
            .matches(tasks -> tasks.path("running").equals(tasks.path("total")), "all tasks run");
        long before = checkpointsOf(cluster.rest());
        writer.send(stories);
        Await.until(
            "checkpoints have the stories under way",
            PATIENCE,
            () -> checkpointsOf(cluster.rest()) > before + 4);
        assertThat(completions.all()).as("answers at the TaskManager's end").isEmpty();
        cluster.replaceTaskManager();
        Await.until("everything is out", PATIENCE, () -> completions.all().size() >= STORIES);

        Answers.assertEachOnce(
            completions.all(),
            BareEngine.answers(RunJob.on(topics).config().serving().engine(), stories));
        assertThat(completions.all()).extracting(Completion::getAttempt).contains(2);
        assertThat(cluster.stopJob())
            .anyMatch(
                line -> line.startsWith("Ended with savepoint file:/checkpoints/savepoints/"));
        assertThat(checkpoints.resolve("savepoints")).isNotEmptyDirectory();
      }
    }
  }

  private static long checkpointsOf(FlinkRest rest) throws InterruptedException {
    long completed = 0;
    for (JsonNode job : rest.get("/jobs").orElseThrow().path("jobs")) {
      completed +=
          rest.get("/jobs/%s/checkpoints".formatted(job.path("id").asText()))
              .orElseThrow()
              .path("counts")
              .path("completed")
              .asLong();
    }
    return completed;
  }
}
