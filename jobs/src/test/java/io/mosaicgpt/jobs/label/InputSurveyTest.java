package io.mosaicgpt.jobs.label;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.operators.file.table.TableKind;
import io.mosaicgpt.operators.file.table.TableSplit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputSurveyTest {
  private static final Extent ALL = new Extent(0, 0, 0);

  @TempDir private Path directory;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static Survey survey(Extent extent, Path... files) {
    return InputSurvey.of(List.of(files), ',', 1000, extent, 20, 1);
  }

  @Test
  void rowsAreCountedAndColumnsNamed() throws IOException {
    Survey survey =
        survey(ALL, write("a.csv", "text,n\n\"a\nb\",1\n\nc\n"), write("b.csv", "n,more\n1,2\n"));

    assertThat(survey.rows()).isEqualTo(3);
    assertThat(survey.unreadable()).isEqualTo(1);
    assertThat(survey.columns()).containsExactly("text", "n", "more");
    assertThat(survey.splits())
        .extracting(TableSplit::begin, TableSplit::lines)
        .containsOnly(org.assertj.core.groups.Tuple.tuple(0L, 0L));
  }

  @Test
  void aLargeFileIsCutBetweenRowsWithTheNumbersOfTheirLines() throws IOException {
    String row = "\"" + "x".repeat(400) + "\n\"," + "y".repeat(99) + "\n";
    Path file = write("a.csv", "text,n\n" + row.repeat(1000));

    List<TableSplit> splits = survey(ALL, file).splits();

    assertThat(splits).hasSizeBetween(3, 8);
    long begin = 0;
    for (TableSplit split : splits) {
      assertThat(split.begin()).isEqualTo(begin);
      assertThat((split.end() - 7) % row.length()).isZero();
      assertThat(split.lines())
          .isEqualTo(begin == 0 ? 0 : 1 + 2 * ((split.begin() - 7) / row.length()));
      begin = split.end();
    }
    assertThat(begin).isEqualTo(Files.size(file));
  }

  @Test
  void aBatchIsKnownByItsRequests() throws IOException {
    assertThat(survey(ALL, write("a.jsonl", "{\"custom_id\":\"1\",\"body\":{}}\n")).layout().kind())
        .isEqualTo(TableKind.BATCH);
    assertThat(survey(ALL, write("b.jsonl", "{\"custom_id\":\"1\"}\n")).layout().kind())
        .isEqualTo(TableKind.JSONL);
  }

  @Test
  void someRowsAreTheFirstOrChosenByChance() throws IOException {
    Path file = write("a.jsonl", "{\"text\":\"a\"}\n".repeat(100));

    assertThat(survey(new Extent(7, 0, 0), file).rows()).isEqualTo(7);
    assertThat(survey(new Extent(7, 0, 0), file).splits().get(0).end()).isEqualTo(7 * 13);
    assertThat(survey(new Extent(0, 200, 0), file).rows()).isEqualTo(100);
    Survey some = survey(new Extent(0, 7, 3), file);
    assertThat(some.rows()).isEqualTo(7);
    assertThat(chosen(some, file))
        .hasSize(7)
        .isEqualTo(chosen(survey(new Extent(0, 7, 3), file), file));
    assertThat(chosen(survey(new Extent(0, 7, 4), file), file)).isNotEqualTo(chosen(some, file));
    Path halfBad = write("b.jsonl", "{\"text\":\"a\"}\n?\n".repeat(100));
    assertThat(survey(ALL, halfBad).unreadable()).isEqualTo(100);
    Survey someBad = survey(new Extent(0, 9, 0), halfBad);
    assertThat(someBad.unreadable())
        .isEqualTo(
            IntStream.rangeClosed(1, 200)
                .filter(line -> line % 2 == 0)
                .filter(line -> someBad.selected().has(halfBad.toString(), line))
                .count())
        .isBetween(1L, 8L);
    assertThatThrownBy(() -> new Extent(1, 1, 0)).hasMessageContaining("--limit and --sample");
  }

  private static List<Integer> chosen(Survey survey, Path file) {
    return IntStream.rangeClosed(1, 100)
        .filter(line -> survey.selected().has(file.toString(), line))
        .boxed()
        .toList();
  }

  @Test
  void theDigestIsOfWhatIsRead() throws IOException {
    Path file = write("a.jsonl", "{\"text\":\"a\"}\n");
    String digest = survey(ALL, file).digest();

    assertThat(survey(ALL, file).digest()).isEqualTo(digest);
    write("a.jsonl", "{\"text\":\"b\"}\n");
    assertThat(survey(ALL, file).digest()).isNotEqualTo(digest);
  }

  /** A run goes on at a byte of the text, with the columns that it had. */
  @Test
  void theDigestIsAlsoOfWhereRowsStandAndOfTheirColumns() throws IOException {
    Set<String> digests = new HashSet<>();
    List<String> texts =
        List.of(
            "a,b\n1,2\n3,4\n",
            "b,a\n1,2\n3,4\n",
            "a,b\r\n1,2\r\n3,4\r\n",
            "a,b\n1,2\n\n3,4\n",
            "\na,b\n1,2\n3,4\n",
            "\uFEFFa,b\n1,2\n3,4\n",
            "a,b\n1,2\n3,4\n\n");
    for (String text : texts) {
      digests.add(survey(ALL, write("a.csv", text)).digest());
    }

    assertThat(digests).hasSameSizeAs(texts);
  }

  @Test
  void whatCannotBeReadSaysWhy() throws IOException {
    Path cut = directory.resolve("cut.jsonl.gz");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write("{\"text\":\"a\"}\n".repeat(100).getBytes(UTF_8));
    }
    Files.write(cut, Arrays.copyOf(bytes.toByteArray(), bytes.size() - 9));
    Path empty = write("empty.csv", "");

    refused(() -> survey(ALL, cut), "cut.jsonl.gz cannot be read (it ends too early)");
    refused(() -> survey(ALL, longCut()), "cannot be read behind line ");
    refused(() -> survey(ALL, write("no.csv.gz", "text\na\n")), "no.csv.gz cannot be read (");
    refused(() -> survey(ALL, empty), "empty.csv has no rows");
    refused(() -> survey(ALL, write("header.csv", "text\n")), "header.csv has no rows");
    refused(() -> survey(ALL, write("twice.csv", "a,a\n1,2\n")), "two columns are called 'a'");
    refused(
        () -> survey(ALL, write("a.jsonl", "{}\n"), write("b.csv", "a\n1\n")), "different kinds");
    assertThat(survey(ALL, empty, write("full.csv", "text\na\n")).remarks())
        .containsExactly("Input %s has no rows.".formatted(empty));
  }

  /** Breaks off when thousands of rows have been read. */
  private Path longCut() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < 50_000; i++) {
        gzip.write("{\"text\":\"%d\"}\n".formatted(i).getBytes(UTF_8));
      }
    }
    return Files.write(
        directory.resolve("long.jsonl.gz"), Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String why) {
    assertThatThrownBy(call).isInstanceOf(BadInputException.class).hasMessageContaining(why);
  }

  @Test
  void filesAreFoundByNameDirectoryAndGlob() throws IOException {
    Files.createDirectories(directory.resolve("in/.hidden"));
    Path a = write("in/a.csv", "x").toRealPath();
    Path b = write("in/b.jsonl.gz", "x").toRealPath();
    write("in/.c.csv", "x");
    write("in/.hidden/d.csv", "x");
    write("in/readme.txt", "x");

    assertThat(TableFiles.find(List.of(directory.resolve("in").toString()))).containsExactly(a, b);
    assertThat(TableFiles.find(List.of(directory + "/in/*.csv"))).containsExactly(a);
    assertThat(TableFiles.find(List.of(b.toString(), a.toString()))).containsExactly(b, a);
    refused(() -> TableFiles.find(List.of(a.toString(), a.toString())), "named twice");
    refused(() -> TableFiles.find(List.of(directory + "/in/*.tsv")), "No file matches");
    refused(() -> TableFiles.find(List.of(directory + "/none.csv")), "There is no input");
    refused(() -> TableFiles.find(List.of(directory + "/in/readme.txt")), "no known kind");
  }

  /** As stores of data keep files: named by what is in them. */
  @Test
  void linksAreFollowedAndTheirOwnNamesSayOfWhatKindTheyAre() throws IOException {
    Path stored = write("3f2a", "x");
    Files.createDirectories(directory.resolve("in"));
    Path link = Files.createSymbolicLink(directory.resolve("in/a.csv"), stored);
    Path all = Files.createSymbolicLink(directory.resolve("all"), directory.resolve("in"));
    Path found = directory.toRealPath().resolve("in/a.csv");

    assertThat(TableFiles.find(List.of(link.toString()))).containsExactly(found);
    assertThat(TableFiles.find(List.of(all.toString()))).containsExactly(found);
    assertThat(TableFiles.find(List.of(all + "/*.csv"))).containsExactly(found);
    refused(() -> TableFiles.find(List.of(link.toString(), all.toString())), "named twice");
  }

  @Test
  void whatAnInputWouldFindIsKnownBeforeItIsThere() throws IOException {
    Files.createDirectories(directory.resolve("in"));
    Path a = write("in/a.csv", "x");
    String glob = directory + "/in/**.csv";

    assertThat(TableFiles.finds(directory + "/in", directory.resolve("in/new.jsonl"))).isTrue();
    assertThat(TableFiles.finds(directory + "/in", directory.resolve("in/new/part.csv"))).isTrue();
    assertThat(TableFiles.finds(directory + "/in", directory.resolve("in/new.html"))).isFalse();
    assertThat(TableFiles.finds(directory + "/in", directory.resolve("in/.new/part.csv")))
        .isFalse();
    assertThat(TableFiles.finds(directory + "/in", directory.resolve("new.csv"))).isFalse();
    assertThat(TableFiles.finds(glob, directory.resolve("in/new/part.csv"))).isTrue();
    assertThat(TableFiles.finds(glob, directory.resolve("in/new.jsonl"))).isFalse();
    assertThat(TableFiles.finds(glob, directory.resolve("new.csv"))).isFalse();
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("in"));
    Path real = directory.toRealPath().resolve("in");
    assertThat(TableFiles.finds(directory + "/link/*.csv", real.resolve("new.csv"))).isTrue();
    assertThat(TableFiles.finds(directory + "/link/*.csv", real.resolve("new.jsonl"))).isFalse();
    assertThat(TableFiles.finds(directory + "/none/*.csv", real.resolve("new.csv"))).isFalse();
    assertThat(TableFiles.finds(a.toString(), a)).isTrue();
    assertThat(TableFiles.finds(a.toString(), directory.resolve("in/b.csv"))).isFalse();
  }
}
