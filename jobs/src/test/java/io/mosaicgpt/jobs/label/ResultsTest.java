package io.mosaicgpt.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.operators.file.table.ResultColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  private static final String LINE = "{\"%s\":\"%s\",\"%s\":%d}\n";

  @TempDir private Path directory;

  private Path part(String name, String... lines) throws IOException {
    return Files.writeString(directory.resolve(name), String.join("", lines));
  }

  private static List<String> rows(List<Path> files, ResultTable table) throws IOException {
    List<String> rows = new ArrayList<>();
    Results.forEach(files, table, (line, row) -> rows.add(table.path(row) + table.line(row)));
    return rows;
  }

  @Test
  void aRowThatTwoJobsHaveAnsweredIsThereOnce() throws IOException {
    List<Path> files =
        List.of(
            part("a", of("x", 2), of("x", 3), of("y", 2)),
            part("b", of("x", 3), of("y", 3), of("x", 70_000)));
    ResultTable table =
        new ResultTable(
            true, List.of(), ResultColumns.beside(List.of()), Optional.empty(), Optional.empty());

    assertThat(rows(files, table)).containsExactly("x2", "x3", "y2", "y3", "x70000");
    assertThat(Results.count(files, table)).isEqualTo(5);
    assertThat(Results.lines(files)).isEqualTo(6);
  }

  @Test
  void whereARowStoodIsInColumnsThatTheInputMayHaveTaken() throws IOException {
    ResultTable table =
        new ResultTable(
            false,
            List.of("source_line"),
            ResultColumns.beside(List.of("source_line")),
            Optional.empty(),
            Optional.empty());
    Path file =
        part(
            "a",
            LINE.formatted("source_path", "x", "predicted_source_line", 2),
            LINE.formatted("source_path", "x", "predicted_source_line", 3));

    assertThat(rows(List.of(file), table)).containsExactly("x2", "x3");
  }

  /** As where each part becomes a file of its own. */
  @Test
  void aRowOfAnEarlierPartIsNotGivenAgain() throws IOException {
    ResultTable table =
        new ResultTable(
            true, List.of(), ResultColumns.beside(List.of()), Optional.empty(), Optional.empty());
    Results results = new Results(table);
    List<String> rows = new ArrayList<>();

    results.next(List.of(part("a", of("x", 1), of("x", 2))), (line, row) -> rows.add(line));
    assertThat(rows).hasSize(2);
    results.next(List.of(part("b", of("x", 2), of("x", 3))), (line, row) -> rows.add(line));
    assertThat(rows).hasSize(3).doesNotHaveDuplicates();
  }

  private static String of(String path, int line) {
    return LINE.formatted("source_path", path, "source_line", line);
  }
}
