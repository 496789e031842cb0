package io.mosaicgpt.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cluster.EarlierJob;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Setting;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.job.KafkaIds;
import io.mosaicgpt.jobs.job.RestorePoint;
import io.mosaicgpt.operators.kafka.identity.JobIdentity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteCheckpointsTest {
  @TempDir private Path directory;
  private final List<String> asked = new ArrayList<>();

  private static JobConfig<KafkaEnds> config(Map<Setting<?>, String> flags) {
    JobConfig<KafkaEnds> config =
        JobConfig.ofKafka(
            new SettingsResolver(Map.of()).resolve(flags, List.of(), Optional.empty()));
    return config.with(config.ends().with(new KafkaIds("cluster", "topic-id")));
  }

  private RemoteCheckpoints remembering(Optional<EarlierJob> job) {
    return new RemoteCheckpoints(
        "host:8081",
        name -> {
          asked.add(name);
          return job;
        },
        said -> {});
  }

  private static Optional<EarlierJob> cancelled(String state) {
    return Optional.of(new EarlierJob("j1", EarlierJob.End.BROKEN_OFF, Optional.of(state)));
  }

  @Test
  void theNewestStateOfTheLastJobOfThisNameIsGoneOnFrom() throws Exception {
    JobConfig<KafkaEnds> resolved =
        remembering(cancelled("s3://bucket/j1/chk-8")).resolve(config(Map.of()), true);

    assertThat(resolved.checkpoints().restore().what()).isEqualTo("s3://bucket/j1/chk-8");
    assertThat(asked).containsExactly("mosaicgpt mosaicgpt");
  }

  @Test
  void aJobThatHasAnsweredEverythingLeavesNothingToGoOnFrom() throws Exception {
    EarlierJob finished = new EarlierJob("j1", EarlierJob.End.FINISHED, Optional.empty());

    assertThat(
            remembering(Optional.of(finished))
                .resolve(config(Map.of()), true)
                .checkpoints()
                .restore()
                .what())
        .isEqualTo("none");
  }

  @Test
  void aJobThatStillRunsIsNamed() {
    RemoteCheckpoints checkpoints =
        remembering(
            Optional.of(new EarlierJob("j1", EarlierJob.End.NONE, Optional.of("s3://b/chk-1"))));

    assertThatThrownBy(() -> checkpoints.resolve(config(Map.of()), true))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "Job j1 of group mosaicgpt runs on the cluster at host:8081: cancel it first, or take"
                + " another --group-id.");
  }

  @Test
  void aGroupThatWasNeverServedStartsAfreshAndAnotherOneHasToSay() throws Exception {
    RemoteCheckpoints forgetful = remembering(Optional.empty());

    assertThat(forgetful.resolve(config(Map.of()), false).checkpoints().restore().what())
        .isEqualTo("none");
    assertThatThrownBy(() -> forgetful.resolve(config(Map.of()), true))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "Group mosaicgpt has been served before, but the cluster at host:8081 remembers no"
                + " checkpoint of it: name the last one with --restore PATH, or leave its requests"
                + " in flight behind with --restore none.");
    assertThat(
            forgetful
                .resolve(config(Map.of(ServingSettings.RESTORE, "none")), true)
                .checkpoints()
                .restore()
                .what())
        .isEqualTo("none");
  }

  @Test
  void aCheckpointDirectoryWithinReachGivesAHintAndNoMore() throws Exception {
    JobConfig<KafkaEnds> config =
        config(Map.of(ServingSettings.CHECKPOINT_DIR, directory.toString()));
    Path newest =
        SavedCheckpoints.write(directory.resolve("j1/chk-2"), 1000, config.ends().identity());

    assertThatThrownBy(() -> remembering(Optional.empty()).resolve(config, true))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(
            "--restore PATH (the newest in --checkpoint-dir is " + newest + "), or leave");
    assertThat(remembering(Optional.empty()).resolve(config, false).checkpoints().restore().what())
        .isEqualTo("none");
  }

  private JobConfig<KafkaEnds> newest() {
    return config(
        Map.of(
            ServingSettings.CHECKPOINT_DIR,
            directory.toString(),
            ServingSettings.RESTORE,
            "newest"));
  }

  @Test
  void whoSaysThatTheNewestIsTheLastGoesOnFromItIfTheClusterHasForgotten() throws Exception {
    JobConfig<KafkaEnds> config = newest();
    Path savepoint =
        SavedCheckpoints.write(
            directory.resolve("savepoints/savepoint-1-a"), 1000, config.ends().identity());

    RestorePoint kept = remembering(Optional.empty()).resolve(config, true).checkpoints().restore();
    assertThat(kept).isEqualTo(RestorePoint.of("file://" + savepoint));

    Path checkpoint =
        SavedCheckpoints.write(directory.resolve("j1/chk-2"), 2000, config.ends().identity());
    RestorePoint owned =
        remembering(Optional.empty()).resolve(config, true).checkpoints().restore();
    assertThat(owned).isEqualTo(RestorePoint.own("file://" + checkpoint));

    RestorePoint remembered =
        remembering(cancelled("s3://bucket/j1/chk-8"))
            .resolve(config, true)
            .checkpoints()
            .restore();
    assertThat(remembered.what()).isEqualTo("s3://bucket/j1/chk-8");
  }

  @Test
  void theNewestOfAnotherJobIsPassedOverAndNoneIsAStartFromNothing() throws Exception {
    SavedCheckpoints.write(
        directory.resolve("j1/chk-2"),
        1000,
        new JobIdentity("cluster", "another-group", "a", "", List.of("o", "d")));

    assertThat(remembering(Optional.empty()).resolve(newest(), true).checkpoints().restore().what())
        .isEqualTo("none");
  }

  @Test
  void otherOutputTopicsOrAnEndThatWasNotThereAreRefused() throws Exception {
    JobConfig<KafkaEnds> config = config(Map.of(KafkaSettings.OUTPUT_TOPIC, "elsewhere"));
    Path state =
        SavedCheckpoints.write(
            directory.resolve("j1/chk-2"), 1000, config(Map.of()).ends().identity(), 5);

    assertThatThrownBy(() -> remembering(cancelled(state.toString())).resolve(config, true))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is of a run with --bounded and cannot go on without");
    JobConfig<KafkaEnds> bounded =
        config(Map.of(KafkaSettings.OUTPUT_TOPIC, "elsewhere", KafkaSettings.BOUNDED, "true"));
    assertThatThrownBy(() -> remembering(cancelled(state.toString())).resolve(bounded, true))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is of output topics ");
  }

  @Test
  void whatIsWithinReachIsLookedAtBeforeTheJobIsSubmitted() throws Exception {
    Path other =
        SavedCheckpoints.write(
            directory.resolve("j1/chk-2"),
            1000,
            new JobIdentity("cluster", "mosaicgpt", "b", "", List.of("o", "d")));

    for (String restore : List.of("auto", other.toString())) {
      assertThatThrownBy(
              () ->
                  remembering(cancelled(other.toString()))
                      .resolve(config(Map.of(ServingSettings.RESTORE, restore)), true))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("is of input topic b, not of llm.instructions.v1");
    }
  }
}
