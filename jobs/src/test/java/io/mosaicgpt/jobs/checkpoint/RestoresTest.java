package io.mosaicgpt.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.FileEnds;
import io.mosaicgpt.jobs.job.KafkaStateIdentity;
import io.mosaicgpt.operators.kafka.identity.JobIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoresTest {
  private static final JobIdentity JOB =
      new JobIdentity("cluster", "group", "in", "topic-id", List.of("out", "dlq"));
  private static final String WAYS_OUT =
      ": start it as before, take another --group-id, or leave its requests in flight behind with"
          + " --restore none.";

  @TempDir private Path directory;
  private final List<String> said = new ArrayList<>();
  private final Restores restores = new Restores(new KafkaStateIdentity(JOB, false), said::add);

  private Path checkpoint(String name, long millis) throws IOException {
    return SavedCheckpoints.write(directory.resolve(name), millis, JOB);
  }

  private Path checkpointOf(JobIdentity job, String name, long millis) throws IOException {
    return SavedCheckpoints.write(directory.resolve(name), millis, job);
  }

  @Test
  void theNewestCompleteCheckpointOfAnyEarlierJobIsFound() throws IOException {
    checkpoint("job1/chk-9", 1000);
    Path newest = checkpoint("job2/chk-2", 3000);
    Files.createDirectories(directory.resolve("job2/chk-3"));
    checkpoint("job3/chk-1", 2000);

    assertThat(restores.newest(directory)).contains(newest);
    assertThat(said).isEmpty();
  }

  @Test
  void jobsBetweenFilesAndJobsBetweenTopicsPassOverEachOthers() throws IOException {
    FileEnds files = new FileEnds(List.of(Path.of("/in")), Path.of("/out"), false, 100);
    Restores ofFiles = Restores.of(files, said::add);
    Path kafkas = checkpoint("job1/chk-1", 1000);
    assertThat(ofFiles.newest(directory)).isEmpty();
    Path own = checkpointOf(files, "job2/chk-1");

    assertThat(ofFiles.newest(directory)).contains(own);
    assertThat(restores.newest(directory)).contains(kafkas);
    assertThat(said)
        .containsExactly(
            "Passing over 1 newer checkpoints in %s, which are of other output directories, or of no job between files."
                .formatted(directory),
            "Passing over 1 newer checkpoints in %s, which are of other groups or Kafka clusters."
                .formatted(directory));
    assertThatThrownBy(() -> restores.require(own.toString()))
        .hasMessage(
            "--restore %s is of a job whose events come from files: give one of this input, or none."
                .formatted(own));
    assertThatThrownBy(() -> ofFiles.require(kafkas.toString()))
        .hasMessage(
            "--restore %s is of no job between files: give one of this job, or none."
                .formatted(kafkas));
  }

  @Test
  void aJobBetweenFilesGoesOnWithItsOutputAndTheSameInputsInAnyOrder() throws IOException {
    Path a = Path.of("/a");
    Path b = Path.of("/b");
    Path out = Path.of("/out");
    Path checkpoint = checkpointOf(new FileEnds(List.of(b, a), out, false, 100), "job1/chk-1");

    assertThat(ofFiles(out, a, b).newest(directory)).contains(checkpoint);
    ofFiles(out, a, b).require(checkpoint.toString());
    assertThat(ofFiles(Path.of("/other"), a, b).newest(directory)).isEmpty();
    assertThatThrownBy(() -> ofFiles(Path.of("/other"), a, b).require(checkpoint.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is of output directory /out, not of /other: ");
    assertThatThrownBy(() -> ofFiles(out, a).newest(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "Checkpoint %s is of inputs /a and /b, not of /a: start it as before, or name another output directory."
                .formatted(checkpoint));
    assertThatThrownBy(() -> ofFiles(out, a).require(checkpoint.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is of inputs /a and /b, not of /a: ");
  }

  private Restores ofFiles(Path output, Path... inputs) {
    return Restores.of(new FileEnds(List.of(inputs), output, false, 100), said::add);
  }

  private Path checkpointOf(FileEnds files, String name) throws IOException {
    return SavedCheckpoints.write(directory.resolve(name), 2000, files);
  }

  @Test
  void anEmptyOrMissingDirectoryHasNone() throws IOException {
    assertThat(restores.newest(directory)).isEmpty();
    assertThat(restores.newest(directory.resolve("none"))).isEmpty();
    assertThat(said).isEmpty();
  }

  @Test
  void aDirectoryThatIsALinkIsSearchedAndSoAreLinksInIt() throws IOException {
    checkpoint("disk/job1/chk-1", 1000);
    checkpoint("elsewhere/chk-2", 2000);
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("disk"));
    Files.createSymbolicLink(
        directory.resolve("disk").resolve("job2"), directory.resolve("elsewhere"));
    Files.createSymbolicLink(directory.resolve("disk").resolve("back"), directory);

    assertThat(restores.newest(link)).contains(link.resolve("job2").resolve("chk-2"));
  }

  @Test
  void namesThatAUriWouldEscapeAreTakenAsTheyAre() throws IOException {
    Path newest = checkpoint("label%20job ö/job1/chk-1", 1000);

    assertThat(restores.newest(directory.resolve("label%20job ö"))).contains(newest);
    restores.require(newest.toString());
    restores.require("file://" + newest);
  }

  @Test
  void aJobThatMayNotBeReadIsNotPassedOver() throws IOException {
    checkpoint("0123456789abcdef0123456789abcdef/chk-1", 1000);
    Path loop = directory.resolve("fedcba9876543210fedcba9876543210");
    Files.createSymbolicLink(loop, directory); // unreadable for root, too

    assertThatThrownBy(() -> restores.newest(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("Checkpoints in " + loop + " cannot be read: ");
  }

  @Test
  void checkpointsOfOtherGroupsAndKafkaClustersArePassedOverWithASentence() throws IOException {
    Path own = checkpoint("job1/chk-1", 1000);
    checkpointOf(
        new JobIdentity("cluster", "other", "in", "topic-id", JOB.outputTopics()),
        "job2/chk-1",
        2000);
    checkpointOf(
        new JobIdentity("old", "group", "in", "topic-id", JOB.outputTopics()), "job3/chk-1", 3000);

    assertThat(restores.newest(directory)).contains(own);
    assertThat(said)
        .containsExactly(
            "Passing over 2 newer checkpoints in %s, which are of other groups or Kafka clusters."
                .formatted(directory));
  }

  @Test
  void anOldDirectoryBesideANewKafkaClusterGivesNothingToGoOnFrom() throws IOException {
    checkpointOf(
        new JobIdentity("old", "group", "in", "old-id", JOB.outputTopics()), "job1/chk-1", 1000);

    assertThat(restores.newest(directory)).isEmpty();
    assertThat(said).singleElement().asString().startsWith("Passing over 1 newer checkpoints in ");
  }

  @Test
  void anotherInputTopicOfTheSameGroupIsRefused() throws IOException {
    Path other =
        checkpointOf(
            new JobIdentity("cluster", "group", "b", "b-id", JOB.outputTopics()),
            "job/chk-1",
            1000);

    assertThatThrownBy(() -> restores.newest(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessage("Checkpoint " + other + " is of input topic b, not of in" + WAYS_OUT);
    assertThatThrownBy(() -> restores.require(other.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "--restore "
                + other
                + " is of input topic b, not of in: give one of this input, or none.");
  }

  @Test
  void anInputTopicThatWasCreatedAgainIsRefused() throws IOException {
    Path earlier =
        checkpointOf(
            new JobIdentity("cluster", "group", "in", "earlier", JOB.outputTopics()),
            "job/chk-1",
            1000);

    assertThatThrownBy(() -> restores.newest(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "Checkpoint "
                + earlier
                + " is of an earlier input topic in, which was deleted and created again since"
                + WAYS_OUT);
  }

  @Test
  void otherOutputTopicsTakeTheCheckpointsName() throws IOException {
    Path other =
        checkpointOf(
            new JobIdentity("cluster", "group", "in", "topic-id", List.of("o2", "dlq")),
            "job/chk-1",
            1000);

    assertThatThrownBy(() -> restores.newest(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            "Checkpoint " + other + " is of output topics o2 and dlq, not of out and dlq: ")
        .hasMessageContaining("--restore " + other + " ");
    restores.require(other.toString());
  }

  @Test
  void aJobThatCouldNotAskKafkaIsKnownByItsNames() throws IOException {
    Path own = checkpoint("job1/chk-1", 1000);
    JobIdentity names = new JobIdentity("", "group", "in", "", JOB.outputTopics());

    assertThat(new Restores(new KafkaStateIdentity(names, false), said::add).newest(directory))
        .contains(own);
  }

  @Test
  void aCheckpointOfAnEarlierProgramIsGoneOnFromIfItsTopicIsTheSame() throws IOException {
    Path earlier = SavedCheckpoints.writeUnidentified(directory.resolve("job1/chk-1"), 1000, "in");
    assertThat(restores.newest(directory)).contains(earlier);

    SavedCheckpoints.writeUnidentified(directory.resolve("job2/chk-1"), 2000, "b");
    assertThatThrownBy(() -> restores.newest(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is of input topic b, not of in");
  }

  @Test
  void aBrokenCheckpointIsNamedAndTheOneBeforeIsOffered() throws IOException {
    Path before = checkpoint("job1/chk-1", 1000);
    Path broken = checkpoint("job2/chk-1", 2000);
    Path metadata = broken.resolve("_metadata");
    Files.write(metadata, Arrays.copyOf(Files.readAllBytes(metadata), 60));

    assertThatThrownBy(() -> restores.newest(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("Checkpoint " + broken + " cannot be restored, it is broken (")
        .hasMessageContaining("go back to the one before with --restore " + before + ", which");
    assertThatThrownBy(() -> restores.require(broken.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("--restore " + broken + " cannot be used, it is broken (");

    Files.write(metadata, new byte[0]);
    Files.delete(before.resolve("_metadata"));
    assertThatThrownBy(() -> restores.newest(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageMatching(
            "Checkpoint .*chk-1 cannot be restored, it is broken \\(.*\\): leave its requests in"
                + " flight behind with --restore none\\.");
  }

  @Test
  void aNameWithoutACheckpointIsASentence() {
    assertThatThrownBy(() -> restores.require(directory.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("--restore " + directory + " cannot be used, ")
        .hasMessageEndingWith("the one with the file _metadata.");
    restores.require("s3://bucket/checkpoint");
  }
}
