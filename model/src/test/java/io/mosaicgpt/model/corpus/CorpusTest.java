package io.mosaicgpt.model.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.corpus.Example.Answered;
import io.mosaicgpt.model.corpus.Example.Labelled;
import io.mosaicgpt.model.corpus.Example.Plain;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusTest {
  @TempDir private Path directory;

  @Test
  void linesOfJsonAreInstructionsLabelsOrTexts() throws IOException {
    Path file =
        write(
            "a.jsonl",
            """
            {"instruction": "Do.", "context": "", "response": "Done.", "category": "x"}

            {"instruction": "Sum.", "context": "1 1", "response": 2}
            {"instruction": "Do.", "context": null, "response": "Done."}
            {"text": "A film.", "label": 3}
            {"instruction": "Rate it.", "text": "A film.", "label": 3}
            {"text": "Once.", "source": {"page": 1}}\
            """);

    assertThat(examples(file))
        .containsExactly(
            new Answered(new Place(file.toString(), 1), "Do.", "", "Done."),
            new Answered(new Place(file.toString(), 3), "Sum.", "1 1", "2"),
            new Answered(new Place(file.toString(), 4), "Do.", "", "Done."),
            new Labelled(new Place(file.toString(), 5), "", "A film.", "3"),
            new Labelled(new Place(file.toString(), 6), "Rate it.", "A film.", "3"),
            new Plain(new Place(file.toString(), 7), "Once.", true));
  }

  @Test
  void aTablesFirstLineNamesItsFields() throws IOException {
    Path file =
        write("a.csv", "text,category\r\nWhere is it?,card\n\"It, \"\"you\"\"\nsee\",other\nx,y");

    assertThat(examples(Corpus.of(List.of(file), "category")))
        .containsExactly(
            new Labelled(new Place(file.toString(), 2), "", "Where is it?", "card"),
            new Labelled(new Place(file.toString(), 3), "", "It, \"you\"\nsee", "other"),
            new Labelled(new Place(file.toString(), 5), "", "x", "y"));
  }

  @Test
  void aByteOrderMarkIsNoPartOfATablesFirstName() throws IOException {
    Path file = write("a.csv", "\uFEFFtext,label\nWhere is it?,card\n");

    assertThat(examples(file))
        .containsExactly(new Labelled(new Place(file.toString(), 2), "", "Where is it?", "card"));
  }

  @Test
  void aPlainFileIsOneText() throws IOException {
    Path file = write("a.txt", "\uFEFFOne.\r\n\r\n  Two.\n");

    assertThat(examples(file))
        .containsExactly(new Plain(new Place(file.toString(), 1), "One.\r\n\r\n  Two.\n", true));
  }

  @Test
  void aLongFileComesInPiecesThatBeginWithALineBreak() throws IOException {
    String text = "A line of words.\n\n  Another one, indented.\n".repeat(5000);
    Path file = write("a.txt", text);

    List<Example> pieces = examples(file);

    assertThat(pieces).hasSizeGreaterThan(2);
    assertThat(pieces.stream().map(piece -> ((Plain) piece).text()).collect(Collectors.joining()))
        .isEqualTo(text);
    for (int i = 0; i < pieces.size(); i++) {
      Plain piece = (Plain) pieces.get(i);
      assertThat(piece.complete()).isEqualTo(i == pieces.size() - 1);
      assertThat(piece.text().length()).isLessThan(PlainText.PIECE + 100);
      assertThat(i == 0 || piece.text().startsWith("\n")).isTrue();
    }
  }

  @Test
  void compressedFilesAreTheSame() throws IOException {
    String json = "{\"text\": \"héllo\"}\n".repeat(1000);
    Path plain = write("a.jsonl", json);
    Path compressed = directory.resolve("a.JSONL.GZ");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      out.write(json.getBytes(StandardCharsets.UTF_8));
    }

    assertThat(examples(compressed))
        .extracting(Example::texts)
        .isEqualTo(examples(plain).stream().map(Example::texts).toList());
  }

  @Test
  void directoriesStandForTheirFilesInTheOrderOfNames() throws IOException {
    Files.createDirectories(directory.resolve("b/.hidden"));
    Path second = write("b/c.txt", "c");
    Path first = write("a.jsonl", "{\"text\": \"a\"}");
    write("README.md", "no data");
    write("b/.hidden/d.txt", "no data");

    assertThat(Corpus.of(List.of(directory), "label").files()).containsExactly(first, second);
  }

  @Test
  void progressEndsWithAllBytes() throws IOException {
    Path first = write("a.txt", "abc");
    Path second = write("b.txt", "de");
    List<Long> done = new ArrayList<>();

    Corpus.of(List.of(first, second), "label")
        .read(
            example -> {},
            (bytes, total) -> {
              assertThat(total).isEqualTo(5);
              done.add(bytes);
            });

    assertThat(done).isSorted().endsWith(5L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{\"text\": \"a\"                             | is not valid JSON (Unexpected end-of-input",
        "{\"text\": \"a\"} {}                         | is not valid JSON (Trailing token",
        "{\"text\": \"a\", \"text\": \"b\"}           | is not valid JSON (Duplicate field 'text'",
        "[1]                                          | is no JSON object: write one JSON object a line",
        "{\"txt\": \"a\"}                             | has neither instruction and response nor text",
        "{\"text\": {\"a\": 1}}                       | has neither instruction and response nor text",
        "{\"text\": \" \"}                            | has no or a blank text",
        "{\"text\": \"a\", \"label\": \"\"}           | has no or a blank label",
        "{\"text\": \"a\", \"label\": null}         | has a label that is no text, whole number, true or false",
        "{\"text\": \"a\", \"label\": 1.5}          | has a label that is no text, whole number, true or false",
        "{\"text\": \"a\", \"label\": [\"x\"]}      | has a label that is no text, whole number, true or false",
        "{\"instruction\": \"a\"}                     | has no or a blank response",
        "{\"instruction\": \"\", \"response\": \"a\"} | has no or a blank instruction",
      })
  void aBadLineIsNamedWithWhatIsWrong(String line, String sentence) throws IOException {
    Path file = write("bad.jsonl", "{\"text\": \"good\"}\n\n" + line + "\n");

    assertThatExceptionOfType(CorpusException.class)
        .isThrownBy(() -> examples(file))
        .withMessageStartingWith(file + ", line 3, " + sentence)
        .withMessageEndingWith(".");
  }

  @Test
  void bytesThatAreNoTextAreNamedWithTheirLine() throws IOException {
    for (String name : List.of("a.jsonl", "a.txt", "a.csv")) {
      Path file = directory.resolve(name);
      Files.write(file, new byte[] {'t', 'e', 'x', 't', '\n', (byte) 0xFF, '\n'});

      assertThatExceptionOfType(CorpusException.class)
          .isThrownBy(() -> examples(file))
          .withMessageStartingWith(file + ", line ")
          .withMessageMatching(name.endsWith("jsonl") ? "(?s).*" : "(?s).*UTF-8.*");
    }
  }

  @Test
  void aRowWithMoreFieldsThanNamesIsNamed() throws IOException {
    Path file = write("a.csv", "text,label\na,b\na,b,c\n");

    assertThatExceptionOfType(CorpusException.class)
        .isThrownBy(() -> examples(file))
        .withMessageStartingWith(file + ", line 3, is no line of comma-separated values");
  }

  @Test
  void aRowWithoutItsLastFieldHasNoLabelAndIsNoPlainText() throws IOException {
    Path file = write("a.csv", "text,label\na,b\na\n");

    assertThatExceptionOfType(CorpusException.class)
        .isThrownBy(() -> examples(file))
        .withMessageStartingWith(file + ", line 3, has no or a blank label");
    assertThat(examples(write("b.csv", "instruction,response,context\na,b\n")))
        .extracting(Example::texts)
        .containsExactly(List.of("a", "", "b"));
  }

  @Test
  void aBrokenArchiveIsOneSentence() throws IOException {
    Path file = write("a.txt.gz", "no archive");

    assertThatExceptionOfType(CorpusException.class)
        .isThrownBy(() -> examples(file))
        .withMessage("The data " + file + " cannot be read (Not in GZIP format): check the file.");
  }

  @Test
  void whatIsNoDataIsRefusedByName() throws IOException {
    refused(directory.resolve("none.txt"), "does not exist: check the path.");
    refused(write("a.parquet", ""), "is of no known kind: give a file that ends in .jsonl");
    refused(Files.createDirectory(directory.resolve("empty")), "has no data: it needs a file");
  }

  private static void refused(Path path, String sentence) {
    assertThatExceptionOfType(CorpusException.class)
        .isThrownBy(() -> Corpus.of(List.of(path), "label"))
        .withMessageContaining(path + " " + sentence);
  }

  private static List<Example> examples(Path file) {
    return examples(Corpus.of(List.of(file), Corpus.LABEL));
  }

  private static List<Example> examples(Corpus corpus) {
    List<Example> examples = new ArrayList<>();
    corpus.read(examples::add, ProgressListener.NONE);
    return examples;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
