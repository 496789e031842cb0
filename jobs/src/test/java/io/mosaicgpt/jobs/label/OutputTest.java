package io.mosaicgpt.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {
  @TempDir private Path directory;

  private Output output(String name) {
    return Output.of(directory.resolve(name).toString(), Optional.empty(), ';');
  }

  @Test
  void theNameTellsWhatIsWritten() {
    assertThat(output("a.jsonl").kind()).isEqualTo(OutputKind.JSONL);
    assertThat(output("a.csv"))
        .extracting(Output::kind, Output::delimiter)
        .containsExactly(OutputKind.CSV, ';');
    assertThat(output("a.tsv").delimiter()).isEqualTo('\t');
    assertThat(output("a.json").kind()).isEqualTo(OutputKind.LABEL_STUDIO);
    assertThat(output("a").isDirectory()).isTrue();
    assertThat(output("a").kind()).isEqualTo(OutputKind.JSONL);
    assertThatThrownBy(() -> output("a.csv.gz")).hasMessageContaining("leave out .gz");
    assertThatThrownBy(() -> Output.of("a.csv", Optional.of(OutputKind.JSONL), ','))
        .hasMessageContaining("ends in .jsonl");
    assertThatThrownBy(() -> output("a.csv").ofBatch()).hasMessageContaining("is a batch");
    assertThat(Output.errorsOf(Path.of("/d/a.b.jsonl"))).isEqualTo(Path.of("/d/a.b.errors.jsonl"));
  }

  @Test
  void whatIsThereAlreadyIsNotTouched() throws IOException {
    Files.writeString(directory.resolve("a.csv"), "mine");
    Files.createDirectories(directory.resolve("d"));
    Files.writeString(directory.resolve("d/a.csv"), "mine");

    assertThatThrownBy(() -> Workplace.enter(output("a.csv")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("a.csv is there already");
    assertThatThrownBy(() -> Workplace.enter(output("d")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("d has files already, a.csv for one");
    assertThatThrownBy(() -> Workplace.enter(output("a.csv/b.csv")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("Nothing can be written for output");
    assertThat(directory.resolve("a.csv")).hasContent("mine");
  }

  @Test
  void oneProcessAtATimeIsInAPlace() throws IOException {
    try (Workplace place = Workplace.enter(output("a.csv"))) {
      assertThat(place.record(false)).isEmpty();
      assertThatThrownBy(() -> Workplace.enter(output("a.csv")))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("Another process is labelling");
    }
    Workplace.enter(output("a.csv")).close();
  }

  @Test
  void aRecordTellsWhatIsDifferent() throws IOException {
    RunRecord record =
        new RunRecord("r", Map.of("--a", "1", "--b", "2"), 5, Map.of("f", "0"), 1, Map.of());
    Path file = directory.resolve("run.json");
    record.write(file);

    assertThat(RunRecord.read(file)).contains(record);
    assertThat(record.differenceTo(Map.of("--a", "1", "--b", "2"), Set.of())).isEmpty();
    assertThat(record.differenceTo(Map.of("--a", "1", "--b", "3"), Set.of())).contains("--b");
    assertThat(record.differenceTo(Map.of("--a", "1"), Set.of())).contains("--b");
    assertThat(record.differenceTo(Map.of("--a", "1", "--b", "3", "--input", "x"), Set.of()))
        .contains("--b");
    assertThat(record.differenceTo(Map.of("--a", "1"), Set.of("--b"))).isEmpty();
    Files.writeString(file, "{");
    assertThatThrownBy(() -> RunRecord.read(file)).hasMessageContaining("--restart");
    Files.writeString(
        file,
        "{\"run\":\"../x\",\"asked\":{},\"rows\":1,\"outputs\":{},\"refused\":0,\"replaces\":{}}");
    assertThatThrownBy(() -> RunRecord.read(file)).hasMessageContaining("--restart");
  }

  @Test
  void theLastJobIsNotedWithItsRun() throws IOException {
    RunRecord run = new RunRecord("r", Map.of(), 5, Map.of(), 0, Map.of());
    Attempt attempt = new Attempt("0123456789abcdef0123456789abcdef", "host:8081", 3, 1, "file:/s");
    try (Workplace place = Workplace.enter(output("a.csv"))) {
      assertThat(place.attempt(run, false)).isEmpty();
      Files.createDirectories(place.parts(run));

      place.note(run, attempt);

      assertThat(place.attempt(run, false)).contains(attempt);
      assertThat(attempt.id().toHexString()).isEqualTo(attempt.job());
      Files.writeString(place.attemptFile(run), "{");
      assertThatThrownBy(() -> place.attempt(run, false)).hasMessageContaining("--restart");
      assertThat(place.attempt(run, true)).isEmpty();
      place.note(run);
      assertThat(place.record(true)).contains(run);
      Files.writeString(directory.resolve(".a.csv.mosaicgpt/run.json"), "");
      assertThatThrownBy(() -> place.record(false)).hasMessageContaining("--restart");
      assertThat(place.record(true)).isEmpty();
    }
  }
}
