package io.mosaicgpt.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.Setting;
import io.mosaicgpt.jobs.config.SettingGroup;
import io.mosaicgpt.jobs.config.SettingGroups;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.job.KafkaIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalCheckpointsTest {
  @TempDir private Path home;
  private final List<String> said = new ArrayList<>();
  private LocalCheckpoints checkpoints;

  @BeforeEach
  void setUp() {
    checkpoints = new LocalCheckpoints(home, Optional.of("mosaicgpt"), said::add);
  }

  private static JobConfig<KafkaEnds> config(String... flags) {
    Map<Setting<?>, String> given = new HashMap<>();
    for (int i = 0; i < flags.length; i += 2) {
      given.put(SettingGroup.find(SettingGroups.RUN, flags[i]).orElseThrow(), flags[i + 1]);
    }
    return at(
        new KafkaIds("cluster", "topic-id"),
        JobConfig.ofKafka(
            new SettingsResolver(Map.of()).resolve(given, List.of(), Optional.empty())));
  }

  private static JobConfig<KafkaEnds> at(KafkaIds ids, JobConfig<KafkaEnds> config) {
    return config.with(config.ends().with(ids));
  }

  /** What a job goes on from. */
  private String restored(JobConfig<KafkaEnds> config) throws IOException {
    return checkpoints.resolve(config).checkpoints().restore().what();
  }

  private static final JobID JOB = new JobID(1, 2);

  private Path checkpoint() throws IOException {
    return SavedCheckpoints.write(
        home.resolve("checkpoints/cluster/mosaicgpt").resolve(JOB + "/chk-3"),
        1000,
        config().ends().identity());
  }

  @Test
  void theFirstStartHasNothingToGoOnFrom() throws IOException {
    JobConfig<KafkaEnds> resolved =
        new LocalCheckpoints(home, Optional.empty(), said::add).resolve(config());
    assertThat(said).isEmpty();

    assertThat(resolved.checkpoints().restore().what()).isEqualTo("none");
    assertThat(resolved.checkpoints().directory().orElseThrow())
        .contains("/checkpoints/cluster/mosaicgpt");
  }

  @Test
  void theNextStartGoesOnFromTheNewestCheckpointOfItsGroupAndKafkaCluster() throws IOException {
    checkpoints.resolve(config());
    Path newest = checkpoint();

    assertThat(restored(config())).isEqualTo("file://" + newest);
    assertThat(restored(at(new KafkaIds("other", ""), config()))).isEqualTo("none");
    assertThat(restored(config("group-id", "g2"))).isEqualTo("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"label job", "größe/100%", "../../up", "a\\b", "?", "team/label"})
  void checkpointsOfAGroupOfAnyNameAreLookedForWhereFlinkPutsThem(String group) throws IOException {
    JobConfig<KafkaEnds> first = checkpoints.resolve(config("group-id", group));
    Path written =
        new LocalFileSystem()
            .pathToFile(
                new org.apache.flink.core.fs.Path(first.checkpoints().directory().orElseThrow()))
            .toPath();
    assertThat(written).startsWith(home.resolve("checkpoints/cluster"));
    Path newest =
        SavedCheckpoints.write(written.resolve(JOB + "/chk-3"), 1000, first.ends().identity());

    assertThat(restored(config("group-id", group))).isEqualTo("file://" + newest);
  }

  @Test
  void aCheckpointDirThatIsALinkIsWrittenAndSearchedBehindTheLink() throws IOException {
    Path disk = Files.createDirectories(home.resolve("my disk"));
    Path link = Files.createSymbolicLink(home.resolve("link"), disk);
    Path newest =
        SavedCheckpoints.write(disk.resolve(JOB + "/chk-3"), 1000, config().ends().identity());

    JobConfig<KafkaEnds> resolved = checkpoints.resolve(config("checkpoint-dir", link.toString()));

    assertThat(resolved.checkpoints().directory()).contains("file://" + disk);
    assertThat(resolved.checkpoints().restore().what()).isEqualTo("file://" + newest);
  }

  @Test
  void aDirectoryThatCannotBeMadeIsASentence() throws IOException {
    Path file = Files.createFile(home.resolve("file"));

    for (Path unusable : List.of(Path.of("/proc/nope"), file, file.resolve("below"))) {
      assertThatThrownBy(() -> checkpoints.resolve(config("checkpoint-dir", unusable.toString())))
          .isInstanceOf(BadInputException.class)
          .hasMessageStartingWith(
              "Directory %s cannot be made: name another with --checkpoint-dir"
                  .formatted(unusable));
    }
  }

  @Test
  void aCheckpointThatIsGoneOnFromIsTheNextRunsAndOneThatTheUserNamesStaysHis() throws IOException {
    checkpoint();

    assertThat(checkpoints.resolve(config()).checkpoints().restore().owned()).isTrue();
    assertThat(checkpoints.resolve(config("restore", "s3://b/1")).checkpoints().restore().owned())
        .isFalse();
  }

  @Test
  void aBoundedRunThatHasEndedLeavesNothingToGoOnFrom() throws IOException {
    checkpoint();
    JobConfig<KafkaEnds> bounded =
        checkpoints.resolve(config("bounded", "true", "restore", "none"));
    RunMarks.noteStart(bounded, JOB, Instant.EPOCH);
    RunMarks.noteEnd(bounded, JOB);

    assertThat(restored(config("bounded", "true"))).isEqualTo("none");
    assertThat(restored(config())).isEqualTo("none");
  }

  @Test
  void whoStartsAfreshLeavesOlderCheckpointsBehindForGood() throws IOException {
    Path older = checkpoint();
    Files.setLastModifiedTime(
        older.resolve("_metadata"), FileTime.from(Instant.now().minus(1, ChronoUnit.HOURS)));
    JobConfig<KafkaEnds> afresh = checkpoints.resolve(config("restore", "none"));
    RunMarks.noteStart(afresh, new JobID(3, 4), Instant.now());
    assertThat(restored(config())).isEqualTo("none");

    Files.setLastModifiedTime(
        older.resolve("_metadata"), FileTime.from(Instant.now().plus(1, ChronoUnit.HOURS)));
    assertThat(restored(config())).contains("chk-3");
  }

  @Test
  void whatAnotherGroupStartsAfreshOrEndsInTheSameDirectoryLeavesOursInPlace() throws IOException {
    Path shared = home.resolve("shared");
    String[] ours = {"checkpoint-dir", shared.toString()};
    Path newest =
        SavedCheckpoints.write(shared.resolve(JOB + "/chk-3"), 1000, config().ends().identity());
    JobConfig<KafkaEnds> other =
        checkpoints.resolve(config("checkpoint-dir", shared.toString(), "group-id", "other"));
    RunMarks.noteStart(other, new JobID(3, 4), Instant.now());
    RunMarks.noteEnd(other, new JobID(3, 4));

    assertThat(restored(config(ours))).isEqualTo("file://" + newest);
  }

  @Test
  void aBrokenCheckpointThatWasLeftBehindIsNotAskedAboutAgain() throws IOException {
    Path broken = checkpoint();
    Files.writeString(broken.resolve("_metadata"), "broken");
    assertThatThrownBy(() -> checkpoints.resolve(config())).isInstanceOf(BadInputException.class);

    RunMarks.noteStart(
        checkpoints.resolve(config("restore", "none")),
        new JobID(3, 4),
        Instant.now().plus(1, ChronoUnit.MINUTES));

    assertThat(restored(config())).isEqualTo("none");
  }

  @Test
  void whatEarlierRunsLeftWithoutACheckpointIsDeletedAndWhatTheyLeftBehindStaysLeftBehind()
      throws IOException {
    Path older = checkpoint();
    JobConfig<KafkaEnds> afresh = checkpoints.resolve(config("restore", "none"));
    Path directory = home.resolve("checkpoints/cluster/mosaicgpt");
    Instant start = Instant.now();
    for (int run = 1; run <= 3; run++) {
      RunMarks.noteStart(afresh, new JobID(3, run), start.plusSeconds(run));
    }
    JobConfig<KafkaEnds> other =
        checkpoints.resolve(config("group-id", "other", "checkpoint-dir", directory.toString()));
    RunMarks.noteStart(other, new JobID(4, 1), start);

    RunMarks.prune(afresh);

    assertThat(directory)
        .isDirectoryNotContaining("glob:**" + new JobID(3, 1))
        .isDirectoryNotContaining("glob:**" + new JobID(3, 2))
        .isDirectoryContaining("glob:**" + new JobID(3, 3))
        .isDirectoryContaining("glob:**" + new JobID(4, 1));
    assertThat(older).exists();
    assertThat(restored(config())).isEqualTo("none");
  }

  @Test
  void noneAndAPathAreTakenAsTheyAre() throws IOException {
    checkpoint();

    assertThat(restored(config("restore", "none"))).isEqualTo("none");
    assertThat(restored(config("restore", "s3://b/1"))).isEqualTo("s3://b/1");
  }

  @Test
  void anotherFileSystemIsNotLookedAt() throws IOException {
    JobConfig<KafkaEnds> resolved = checkpoints.resolve(config("checkpoint-dir", "s3://b/c"));

    assertThat(resolved.checkpoints().restore().what()).isEqualTo("none");
    assertThat(resolved.checkpoints().directory()).contains("s3://b/c");
  }

  @Test
  void aBoundedRunDoesNotGoOnFromAnUnboundedOneNorTheOtherWayRound() throws IOException {
    Path checkpoint = checkpoint();

    for (String restore : List.of("auto", checkpoint.toString())) {
      assertThatThrownBy(() -> checkpoints.resolve(config("bounded", "true", "restore", restore)))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("is of a run without --bounded and cannot go on with it");
    }

    SavedCheckpoints.write(checkpoint, 1000, config().ends().identity(), 7);

    assertThat(restored(config("bounded", "true"))).contains("chk-3");
    for (String restore : List.of("auto", checkpoint.toString())) {
      assertThatThrownBy(() -> checkpoints.resolve(config("restore", restore)))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("is of a run with --bounded and cannot go on without");
    }
  }

  @Test
  void aRunThatASavepointHasEndedIsGoneOnFromThat() throws IOException {
    checkpoint();
    JobConfig<KafkaEnds> job = checkpoints.resolve(config("restore", "none"));
    Path savepoint =
        SavedCheckpoints.write(home.resolve("savepoints/savepoint-1"), 1000, job.ends().identity());
    RunMarks.noteStart(job, JOB, Instant.EPOCH);
    RunMarks.noteSavepoint(job, JOB, "file:" + savepoint);

    JobConfig<KafkaEnds> next = checkpoints.resolve(config());
    assertThat(next.checkpoints().restore().what()).isEqualTo("file:" + savepoint);
    assertThat(next.checkpoints().restore().owned()).isFalse();

    Files.delete(savepoint.resolve("_metadata"));
    assertThatThrownBy(() -> checkpoints.resolve(config()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("savepoint-1");
  }

  @Test
  void aGroupWithOffsetsAndNoCheckpointIsToldWhereItBegins() throws IOException {
    assertThat(restored(config())).isEqualTo("none");
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("Group mosaicgpt has committed offsets but no checkpoint in " + home);

    said.clear();
    JobConfig<KafkaEnds> ended = checkpoints.resolve(config("restore", "none"));
    RunMarks.noteStart(ended, JOB, Instant.now());
    RunMarks.noteEnd(ended, JOB);
    checkpoints.resolve(config());
    assertThat(said).isEmpty();
  }

  @Test
  void aRunWhoseCheckpointIsGoneIsNotPassedOverForAnOlderOne() throws IOException {
    JobConfig<KafkaEnds> afresh = checkpoints.resolve(config("restore", "none"));
    Path older = checkpoint();
    Files.setLastModifiedTime(older.resolve("_metadata"), FileTime.from(Instant.now()));
    RunMarks.noteStart(afresh, JOB, Instant.now().minusSeconds(60));
    JobConfig<KafkaEnds> next = checkpoints.resolve(config());
    assertThat(next.checkpoints().restore().what()).contains("chk-3");
    JobID last = new JobID(3, 4);
    RunMarks.noteStart(next, last, Instant.now());
    assertThat(restored(config())).contains("chk-3"); // it had none yet

    RunMarks.noteProgress(next, last);

    assertThatThrownBy(() -> checkpoints.resolve(config()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("The last run had checkpoints in ")
        .hasMessageContaining(last.toHexString());
    assertThat(restored(config("restore", "none"))).isEqualTo("none");

    RunMarks.noteEnd(next, last);
    assertThat(restored(config())).isEqualTo("none");
  }
}
