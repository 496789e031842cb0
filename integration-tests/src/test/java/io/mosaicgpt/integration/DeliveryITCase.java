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
import io.mosaicgpt.integration.events.Repeats;
import io.mosaicgpt.integration.events.Stories;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.integration.events.TopicReader;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.operators.wire.RecordEncoder;
import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.Instruction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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
    RunJob run = RunJob.on(topics).with(ServingSettings.PARALLELISM, 2);
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

      Answers.assertEachOnce(
          completions.all(), BareEngine.answers(run.config().serving().engine(), stories));
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
    int labels = 10;
    int poison = 3;
    int some = 15;
    TestTopics topics = TestTopics.create(broker, 1); // So that events are read in order.
    // No checkpoint but the one below.
    RunJob run =
        RunJob.on(topics)
            .with(ServingSettings.DELIVERY, "at-least-once")
            .with(ServingSettings.CHECKPOINT_INTERVAL, "1h");
    List<Instruction> instructions = Stories.of(stories, TOKENS);

    try (TestCluster cluster = TestCluster.start(1, checkpoints);
        EventWriter writer = new EventWriter(topics);
        TopicReader<byte[]> completions = topics.reader(topics.completions());
        TopicReader<byte[]> deadLetters = topics.reader(topics.deadLetters())) {
      sendPoison(writer, poison);
      sendDetailed(writer, instructions);
      sendDetailed(writer, labelled(labels));
      TestJob job = cluster.submit(run.graph());
      job.await("some answers are out", () -> completions.all().size() > some);
      cluster.replaceTaskManager();
      int first = completions.all().size();
      job.await("some have come again", () -> completions.all().size() > first + some);
      job.checkpoint();
      int second = completions.all().size();
      job.await(
          "what the checkpoint has in mid-sentence is out",
          () -> completions.all().size() > second + some);
      cluster.replaceTaskManager();
      job.await("everything is out", () -> ids(completions.all()).size() == stories + labels);

      List<byte[]> all = completions.all();
      Answers.assertEachAtLeastOnce(
          all.stream().map(Encodings::completion).filter(c -> c.getLabel() == null).toList(),
          BareEngine.answers(run.config().serving().engine(), instructions));
      Repeats repeats = Repeats.of(Completion.getClassSchema(), all, "request_id");
      assertThat(repeats.events()).as("requests answered more than once").isGreaterThan(some);
      // Another attempt is that of a request restored in mid-sentence.
      assertThat(repeats.differing()).containsExactly("attempt", "produced_at", "timings");
      Repeats letters =
          Repeats.of(
              DeadLetter.getClassSchema(), deadLetters.all(), "source_partition", "source_offset");
      assertThat(letters.events()).as("events refused more than once").isEqualTo(poison);
      assertThat(letters.differing()).containsExactly("failed_at");
      job.cancel();
    }
  }

  private static List<String> ids(List<byte[]> completions) {
    return completions.stream()
        .map(value -> Encodings.completion(value).getRequestId())
        .distinct()
        .toList();
  }

  private static List<Instruction> labelled(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                Instruction.newBuilder()
                    .setRequestId("label-" + i)
                    .setPrompt("The box was ")
                    .setChoices(List.of("red", "green", "ultramarine " + i))
                    .build())
        .toList();
  }

  /** Half of them as JSON, all with everything that is copied or added to a completion. */
  private static void sendDetailed(EventWriter writer, List<Instruction> instructions)
      throws Exception {
    RecordEncoder<Instruction> json =
        RecordEncoding.JSON.encoder(Instruction.getClassSchema(), "", Optional.empty());
    int i = 0;
    for (Instruction instruction : instructions) {
      instruction.setCustomId("custom-" + i);
      // Of these, two change places in a hash map of another size.
      instruction.setMetadata(Map.of("h", "1", "a", "2", "tenant", "b", "trace", "" + i));
      if (instruction.getSampling() != null && i % 3 == 0) {
        instruction.getSampling().setLogprobs(2);
      }
      byte[] value = i % 2 == 0 ? json.encode(instruction) : Encodings.singleObject(instruction);
      writer.send(instruction.getRequestId().getBytes(StandardCharsets.UTF_8), value);
      i++;
    }
  }

  private static void sendPoison(EventWriter writer, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      writer.send(null, ("no instruction " + i).getBytes(StandardCharsets.UTF_8));
    }
  }
}
