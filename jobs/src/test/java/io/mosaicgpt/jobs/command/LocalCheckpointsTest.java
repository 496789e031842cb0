package io.mosaicgpt.jobs.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.JobConfig;
import io.mosaicgpt.jobs.config.KafkaIds;
import io.mosaicgpt.jobs.config.Setting;
import io.mosaicgpt.jobs.config.SettingGroup;
import io.mosaicgpt.jobs.config.SettingGroups;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.pipeline.SavedCheckpoints;
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
    checkpoints = new LocalCheckpoints(home, true, said::add);
  }

  private static JobConfig config(String... flags) {
    Map<Setting<?>, String> given = new HashMap<>();
    for (int i = 0; i < flags.length; i += 2) {
      given.put(SettingGroup.find(SettingGroups.RUN, flags[i]).orElseThrow(), flags[i + 1]);
    }
    return JobConfig.from(
            new SettingsResolver(Map.of()).resolve(given, List.of(), Optional.empty()))
        .withKafkaIds(new KafkaIds("cluster", "topic-id"));
  }

  private static final JobID JOB = new JobID(1, 2);

  private Path checkpoint() throws IOException {
    return SavedCheckpoints.write(
        home.resolve("checkpoints/cluster/mosaicgpt").resolve(JOB + "/chk-3"),
        1000,
        config().identity());
  }

  @Test
  void theFirstStartHasNothingToGoOnFrom() throws IOException {
    JobConfig resolved = new LocalCheckpoints(home, false, said::add).resolve(config());
    assertThat(said).isEmpty();

    assertThat(resolved.restore()).isEqualTo("none");
    assertThat(resolved.checkpointDir().orElseThrow()).contains("/checkpoints/cluster/mosaicgpt");
  }

  @Test
  void theNextStartGoesOnFromTheNewestCheckpointOfItsGroupAndKafkaCluster() throws IOException {
    checkpoints.resolve(config());
    Path newest = checkpoint();

    assertThat(checkpoints.resolve(config()).restore()).isEqualTo("file://" + newest);
    assertThat(checkpoints.resolve(config().withKafkaIds(new KafkaIds("other", ""))).restore())
        .isEqualTo("none");
    assertThat(checkpoints.resolve(config("group-id", "g2")).restore()).isEqualTo("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"label job", "größe/100%", "../../up", "a\\b", "?", "team/label"})
  void checkpointsOfAGroupOfAnyNameAreLookedForWhereFlinkPutsThem(String group) throws IOException {
    JobConfig first = checkpoints.resolve(config("group-id", group));
    Path written =
        new LocalFileSystem()
            .pathToFile(new org.apache.flink.core.fs.Path(first.checkpointDir().orElseThrow()))
            .toPath();
    assertThat(written).startsWith(home.resolve("checkpoints/cluster"));
    Path newest = SavedCheckpoints.write(written.resolve(JOB + "/chk-3"), 1000, first.identity());

    assertThat(checkpoints.resolve(config("group-id", group)).restore())
        .isEqualTo("file://" + newest);
  }

  @Test
  void aCheckpointDirThatIsALinkIsWrittenAndSearchedBehindTheLink() throws IOException {
    Path disk = Files.createDirectories(home.resolve("my disk"));
    Path link = Files.createSymbolicLink(home.resolve("link"), disk);
    Path newest = SavedCheckpoints.write(disk.resolve(JOB + "/chk-3"), 1000, config().identity());

    JobConfig resolved = checkpoints.resolve(config("checkpoint-dir", link.toString()));

    assertThat(resolved.checkpointDir()).contains("file://" + disk);
    assertThat(resolved.restore()).isEqualTo("file://" + newest);
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

    assertThat(checkpoints.resolve(config()).ownsRestore()).isTrue();
    assertThat(checkpoints.resolve(config("restore", "s3://b/1")).ownsRestore()).isFalse();
  }

  @Test
  void aBoundedRunThatHasEndedLeavesNothingToGoOnFrom() throws IOException {
    checkpoint();
    JobConfig bounded = checkpoints.resolve(config("bounded", "true", "restore", "none"));
    RunMarks.noteStart(bounded, JOB, Instant.EPOCH);
    RunMarks.noteEnd(bounded, JOB);

    assertThat(checkpoints.resolve(config("bounded", "true")).restore()).isEqualTo("none");
    assertThat(checkpoints.resolve(config()).restore()).isEqualTo("none");
  }

  @Test
  void whoStartsAfreshLeavesOlderCheckpointsBehindForGood() throws IOException {
    Path older = checkpoint();
    Files.setLastModifiedTime(
        older.resolve("_metadata"), FileTime.from(Instant.now().minus(1, ChronoUnit.HOURS)));
    JobConfig afresh = checkpoints.resolve(config("restore", "none"));
    RunMarks.noteStart(afresh, new JobID(3, 4), Instant.now());
    assertThat(checkpoints.resolve(config()).restore()).isEqualTo("none");

    Files.setLastModifiedTime(
        older.resolve("_metadata"), FileTime.from(Instant.now().plus(1, ChronoUnit.HOURS)));
    assertThat(checkpoints.resolve(config()).restore()).contains("chk-3");
  }

  @Test
  void whatAnotherGroupStartsAfreshOrEndsInTheSameDirectoryLeavesOursInPlace() throws IOException {
    Path shared = home.resolve("shared");
    String[] ours = {"checkpoint-dir", shared.toString()};
    Path newest = SavedCheckpoints.write(shared.resolve(JOB + "/chk-3"), 1000, config().identity());
    JobConfig other =
        checkpoints.resolve(config("checkpoint-dir", shared.toString(), "group-id", "other"));
    RunMarks.noteStart(other, new JobID(3, 4), Instant.now());
    RunMarks.noteEnd(other, new JobID(3, 4));

    assertThat(checkpoints.resolve(config(ours)).restore()).isEqualTo("file://" + newest);
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

    assertThat(checkpoints.resolve(config()).restore()).isEqualTo("none");
  }

  @Test
  void whatEarlierRunsLeftWithoutACheckpointIsDeletedAndWhatTheyLeftBehindStaysLeftBehind()
      throws IOException {
    Path older = checkpoint();
    JobConfig afresh = checkpoints.resolve(config("restore", "none"));
    Path directory = home.resolve("checkpoints/cluster/mosaicgpt");
    Instant start = Instant.now();
    for (int run = 1; run <= 3; run++) {
      RunMarks.noteStart(afresh, new JobID(3, run), start.plusSeconds(run));
    }
    JobConfig other =
        checkpoints.resolve(config("group-id", "other", "checkpoint-dir", directory.toString()));
    RunMarks.noteStart(other, new JobID(4, 1), start);

    RunMarks.prune(afresh);

    assertThat(directory)
        .isDirectoryNotContaining("glob:**" + new JobID(3, 1))
        .isDirectoryNotContaining("glob:**" + new JobID(3, 2))
        .isDirectoryContaining("glob:**" + new JobID(3, 3))
        .isDirectoryContaining("glob:**" + new JobID(4, 1));
    assertThat(older).exists();
    assertThat(checkpoints.resolve(config()).restore()).isEqualTo("none");
  }

  @Test
  void noneAndAPathAreTakenAsTheyAre() throws IOException {
    checkpoint();

    assertThat(checkpoints.resolve(config("restore", "none")).restore()).isEqualTo("none");
    assertThat(checkpoints.resolve(config("restore", "s3://b/1")).restore()).isEqualTo("s3://b/1");
  }

  @Test
  void anotherFileSystemIsNotLookedAt() throws IOException {
    JobConfig resolved = checkpoints.resolve(config("checkpoint-dir", "s3://b/c"));

    assertThat(resolved.restore()).isEqualTo("none");
    assertThat(resolved.checkpointDir()).contains("s3://b/c");
  }

  @Test
  void aBoundedRunDoesNotGoOnFromAnUnboundedOneNorTheOtherWayRound() throws IOException {
    Path checkpoint = checkpoint();

    for (String restore : List.of("auto", checkpoint.toString())) {
      assertThatThrownBy(() -> checkpoints.resolve(config("bounded", "true", "restore", restore)))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("is of a run without --bounded and cannot go on with it");
    }

    SavedCheckpoints.write(checkpoint, 1000, config().identity(), 7);

    assertThat(checkpoints.resolve(config("bounded", "true")).restore()).contains("chk-3");
    for (String restore : List.of("auto", checkpoint.toString())) {
      assertThatThrownBy(() -> checkpoints.resolve(config("restore", restore)))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("is of a run with --bounded and cannot go on without");
    }
  }

  @Test
  void aRunThatASavepointHasEndedIsGoneOnFromThat() throws IOException {
    checkpoint();
    JobConfig job = checkpoints.resolve(config("restore", "none"));
    Path savepoint =
        SavedCheckpoints.write(home.resolve("savepoints/savepoint-1"), 1000, job.identity());
    RunMarks.noteStart(job, JOB, Instant.EPOCH);
    RunMarks.noteSavepoint(job, JOB, "file:" + savepoint);

    JobConfig next = checkpoints.resolve(config());
    assertThat(next.restore()).isEqualTo("file:" + savepoint);
    assertThat(next.ownsRestore()).isFalse();

    Files.delete(savepoint.resolve("_metadata"));
    assertThatThrownBy(() -> checkpoints.resolve(config()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("savepoint-1");
  }

  @Test
  void aGroupWithOffsetsAndNoCheckpointIsToldWhereItBegins() throws IOException {
    assertThat(checkpoints.resolve(config()).restore()).isEqualTo("none");
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("Group mosaicgpt has committed offsets but no checkpoint in " + home);

    said.clear();
    JobConfig ended = checkpoints.resolve(config("restore", "none"));
    RunMarks.noteStart(ended, JOB, Instant.now());
    RunMarks.noteEnd(ended, JOB);
    checkpoints.resolve(config());
    assertThat(said).isEmpty();
  }

  @Test
  void aRunWhoseCheckpointIsGoneIsNotPassedOverForAnOlderOne() throws IOException {
    JobConfig afresh = checkpoints.resolve(config("restore", "none"));
    Path older = checkpoint();
    Files.setLastModifiedTime(older.resolve("_metadata"), FileTime.from(Instant.now()));
    RunMarks.noteStart(afresh, JOB, Instant.now().minusSeconds(60));
    JobConfig next = checkpoints.resolve(config());
    assertThat(next.restore()).contains("chk-3");
    JobID last = new JobID(3, 4);
    RunMarks.noteStart(next, last, Instant.now());
    assertThat(checkpoints.resolve(config()).restore()).contains("chk-3"); // it had none yet

    RunMarks.noteProgress(next, last);

    assertThatThrownBy(() -> checkpoints.resolve(config()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("The last run had checkpoints in ")
        .hasMessageContaining(last.toHexString());
    assertThat(checkpoints.resolve(config("restore", "none")).restore()).isEqualTo("none");

    RunMarks.noteEnd(next, last);
    assertThat(checkpoints.resolve(config()).restore()).isEqualTo("none");
  }
}
