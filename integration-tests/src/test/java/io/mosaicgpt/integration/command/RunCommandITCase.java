package io.mosaicgpt.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.integration.RunJob;
import io.mosaicgpt.integration.broker.KafkaBroker;
import io.mosaicgpt.integration.broker.OnEachBroker;
import io.mosaicgpt.integration.events.Answers;
import io.mosaicgpt.integration.events.BareEngine;
import io.mosaicgpt.integration.events.EventWriter;
import io.mosaicgpt.integration.events.Stories;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.integration.events.TopicReader;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** The job as users start it, one run after the other. */
@OnEachBroker
class RunCommandITCase {
  private static final int EACH = 12;

  @Parameter private KafkaBroker broker;
  @TempDir private Path checkpoints;

  @Test
  void aBoundedRunAnswersWhatIsNewSinceTheLastOne() throws Exception {
    TestTopics topics = TestTopics.create(broker, 2);
    RunJob job = RunJob.on(topics);
    List<Instruction> stories = Stories.of(2 * EACH, 10);

    try (EventWriter writer = new EventWriter(topics);
        TopicReader<Completion> completions = topics.completionReader()) {
      writer.send(stories.subList(0, EACH));
      runToTheEnd(job);
      assertThat(completions.all()).hasSize(EACH);
      writer.send(stories.subList(EACH, 2 * EACH));
      runToTheEnd(job);

      Answers.assertEachOnce(
          completions.all(), BareEngine.answers(job.config().serving().engine(), stories));
    }
  }

  private void runToTheEnd(RunJob job) {
    List<String> arguments = new ArrayList<>(List.of("run", "--bounded"));
    arguments.addAll(job.with(ServingSettings.CHECKPOINT_DIR, checkpoints.toUri()).flags());
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.exitCode()).as(run::err).isZero();
    assertThat(run.err()).contains("Every event is answered.");
  }
}
