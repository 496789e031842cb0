package io.mosaicgpt.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.job.FileEnds;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.RestorePoint;
import io.mosaicgpt.jobs.job.Serving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStartChecksTest {
  @TempDir private Path directory;
  private Path in;
  private Path file;
  private Path out;

  @BeforeEach
  void files() throws IOException {
    directory = directory.toRealPath();
    in = Files.createDirectories(directory.resolve("in/below")).getParent();
    file = Files.createFile(in.resolve("below/a.jsonl"));
    out = directory.resolve("results/out");
  }

  private FileStartChecks checks(Path output, Path... inputs) {
    Serving serving =
        Serving.from(new SettingsResolver(Map.of()).resolve(Map.of(), List.of(), Optional.empty()));
    return new FileStartChecks(
        new JobConfig<>(serving, new FileEnds(List.of(inputs), output, false, 1000)));
  }

  private void assertRefused(String sentence, Path output, Path... inputs) {
    assertThatThrownBy(checks(output, inputs)::check)
        .isInstanceOf(BadInputException.class)
        .hasMessage(sentence);
  }

  private void assertGivenTwice(Path one, Path other, Path... inputs) {
    assertRefused(
        "Inputs %s and %s are the same file, whose events would be answered twice: name it once."
            .formatted(one, other),
        out,
        inputs);
  }

  @Test
  void whatIsThereIsTakenAndTheOutputDirectoryIsMade() throws IOException {
    Path other = Files.createFile(directory.resolve("_other.jsonl"));

    CheckedJob<FileEnds> checked = checks(out, in, other).check();

    assertThat(checked.servedGroup()).isEmpty();
    assertThat(checked.config().ends().inputs()).containsExactly(in, other);
    assertThat(out).isDirectory();
  }

  @Test
  void inputsAreThere() throws IOException {
    assertRefused("There is no input: name a file or directory.", out);
    for (Path missing :
        List.of(
            directory.resolve("missing"),
            Files.createSymbolicLink(directory.resolve("link"), Path.of("missing")))) {
      assertRefused(
          "There is no input %s: name a file or directory that is there.".formatted(missing),
          out,
          in,
          missing);
    }
    assertThat(out).doesNotExist();
  }

  @Test
  void inputsCanBeRead() throws IOException {
    assertRefused(
        "Input /dev/null is neither a file nor a directory: name what is, or take it away.",
        out,
        Path.of("/dev/null"));
    Path loop = Files.createSymbolicLink(in.resolve("below/loop"), in);
    assertRefused(
        "Input %s is a link to a directory that it is in: take it away, or name files."
            .formatted(loop),
        out,
        in);
    Files.delete(loop);
    Path strange = Files.createFile(in.resolve("a\\b.jsonl"));
    assertRefused(
        "Flink cannot find '%s': its name has a backslash, or ends in a blank.".formatted(strange),
        out,
        in);
  }

  @Test
  void aFileIsGivenOnceHoweverItIsNamed() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), in);
    Path relative = Path.of("").toAbsolutePath().relativize(file);

    assertGivenTwice(file, file, file, relative);
    assertGivenTwice(file, file, in, file);
    assertGivenTwice(file, file, in.resolve("below"), in);
    assertGivenTwice(file, link.resolve("below/a.jsonl"), in, link);
    Path second = Files.createSymbolicLink(in.resolve("b.jsonl"), file);
    assertThatThrownBy(checks(out, in)::check)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(second.toString())
        .hasMessageContaining(file.toString());
  }

  @Test
  void aHiddenFileIsReadOnlyIfItIsNamed() throws IOException {
    Path hidden = Files.createSymbolicLink(in.resolve(".hidden"), file);
    Files.createSymbolicLink(in.resolve("_hidden"), in);

    checks(out, in).check();
    checks(out, hidden).check();
    assertThatThrownBy(checks(out, in, hidden)::check)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("are the same file");
  }

  @Test
  void resultsAreNotAmongTheEventsOfTheNextRun() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), in);
    for (Path inside : List.of(in, in.resolve("new/out"), link.resolve("new"))) {
      assertRefused(
          "Output directory %s is inside input %s, which would then have results among its events: name another output directory."
              .formatted(inside, in),
          inside,
          in);
      assertThat(in.resolve("new")).doesNotExist();
    }
    checks(in, file).check();
  }

  @Test
  void theOutputDirectoryCanBeMade() {
    for (Path unusable : List.of(Path.of("/proc/nope"), file, file.resolve("below"))) {
      assertRefused(
          "Output directory %s cannot be made: name another one.".formatted(unusable),
          unusable,
          file);
    }
  }

  @Test
  void resultsThatAreThereAreNotMadeOnceMore() throws IOException {
    FileStartChecks checks = checks(out, in);
    checks.check();
    Files.createFile(out.resolve("notes.txt"));
    Files.createFile(out.resolve(".completions-1-0.jsonl.inprogress"));
    assertThatCode(() -> checks.checkAgain(RestorePoint.NONE)).doesNotThrowAnyException();

    Files.createFile(out.resolve("dead-letters-1-0.jsonl"));

    checks.checkAgain(RestorePoint.own("file:///checkpoint"));
    assertThatThrownBy(() -> checks.checkAgain(RestorePoint.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "Output directory %s has results already, dead-letters-1-0.jsonl for one: name another one, or move them away."
                .formatted(out));
  }
}
