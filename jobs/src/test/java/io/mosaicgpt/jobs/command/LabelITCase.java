package io.mosaicgpt.jobs.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.checkpoint.EmbeddedModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command from file to file, with the embedded model. */
@Timeout(900)
class LabelITCase {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHOICES = "lost or stolen card,card arrival,cash withdrawal charge";

  private static final String CSV =
      """
      id,text,intent
      1,"My card was stolen, help",lost or stolen card
      2,Where is my new card?,card arrival
      3,"I was charged
      for ""cash""\",cash withdrawal charge
      4,too,many,values
      5,,x
      """;

  @TempDir private Path directory;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private CommandLineRun label(Path input, String output, String... further) {
    return label(input.toString(), output, further);
  }

  private CommandLineRun label(String input, String output, String... further) {
    List<String> arguments =
        new ArrayList<>(
            List.of("label", "--input", input, "--output", directory.resolve(output).toString()));
    arguments.addAll(List.of(further));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private static String[] asked(String... further) {
    List<String> asked =
        new ArrayList<>(
            List.of("--instruction", "What does the customer want?", "--choices", CHOICES));
    asked.addAll(List.of(further));
    return asked.toArray(String[]::new);
  }

  private List<JsonNode> lines(String output) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve(output))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void whatWouldBeOverwrittenOrReadAgainIsRefused() throws IOException {
    Path input = write("in.json", "{\"text\":\"My card was stolen\"}\n");
    Path semicolons = write("semicolons.csv", "text;truth\nMy card was stolen;lost card\n");
    Files.createDirectories(directory.resolve("rows"));
    write("rows/a.csv", CSV);
    String report = directory.resolve("in.html").toString();

    assertThat(label(input, "out.jsonl", asked("--report", report)).err())
        .contains("in.json, which is the input")
        .hasLineCount(1);
    assertThat(
            label(write("b.csv", CSV), "in2.json", asked("--report", report.replace("in.", "in2.")))
                .err())
        .contains("in2.json, which is the output");
    assertThat(label(directory.resolve("rows"), "rows/out.csv", asked()).err())
        .contains("would be read the next time");
    assertThat(label(directory + "/rows/*.csv", "rows/out.csv", asked()).err())
        .contains("rows/out.csv is among the input", "would be read the next time");
    assertThat(
            label(
                    directory.resolve("rows"),
                    "out.csv",
                    asked("--report", directory.resolve("rows/r.html").toString()))
                .err())
        .contains("Report", "rows/r.json is among the input");
    Path mine = write("mine.html", "<p>mine</p>");
    assertThat(label(input, "out.jsonl", asked("--report", mine.toString())).err())
        .contains("mine.html, which is no report of this program");
    assertThat(mine).hasContent("<p>mine</p>");
    assertThat(label(semicolons, "out.jsonl", asked()).err()).contains("--delimiter ';'");
    Path tabs = write("rows/b.tsv", "text\nMy card was stolen\n");
    assertThat(label(directory.resolve("rows"), "out.csv", asked()).err())
        .contains("rows/a.csv and", "rows/b.tsv have different delimiters");
    Path pretty = write("pretty.json", "[\n  {\n    \"text\": \"a\"\n  }\n]\n");
    assertThat(label(pretty, "out.jsonl", asked()).err())
        .contains("No line of input", "pretty.json is a JSON object with columns");
    String template = write("template.txt", "Label this: {Text}\n").toString();
    assertThat(label(tabs, "out.jsonl", "--prompt-template", template).err())
        .contains("is 'Text', and the columns of the input are text");
    write("template.txt", "Label this.\n");
    assertThat(label(tabs, "out.jsonl", "--prompt-template", template).err())
        .contains("names no column", "put one of text into it in braces");
    assertThat(input).hasContent("{\"text\":\"My card was stolen\"}");
  }

  @Test
  void aBatchsSamplingStandsBesideTheJobsChoices() throws IOException {
    Path input =
        write(
            "batch.jsonl",
            """
            {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "x", "messages": [{"role": "user", "content": "My card was stolen"}], "max_tokens": 4}}
            """);

    CommandLineRun run = label(input, "out.jsonl", asked());

    assertThat(run.exitCode()).as(run::err).isZero();
    assertThat(lines("out.jsonl").get(0).at("/response/body/label").asText())
        .isEqualTo("lost or stolen card");
  }

  @Test
  void everyRowComesBackOnceWithItsLabelOrItsError() throws IOException {
    Path input = write("in.csv", CSV);

    CommandLineRun run = label(input, "out.jsonl", asked("--label-column", "intent"));

    assertThat(run.exitCode()).as(run::err).isEqualTo(3);
    assertThat(run.err())
        .contains("5 rows: 3 answered, 2 error rows (1 invalid_request, 1 unreadable_event).");
    assertThat(lines("out.jsonl"))
        .hasSize(5)
        .extracting(
            line -> line.get("source_line").asInt() + " " + line.path("label").asText("none"))
        .containsExactlyInAnyOrder(
            "2 lost or stolen card",
            "3 card arrival",
            "4 cash withdrawal charge",
            "6 none",
            "7 none");
    assertThat(lines("out.jsonl"))
        .filteredOn(line -> line.has("error"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.at("/error/line").asInt()).isEqualTo(6);
              assertThat(line.at("/error/text").asText()).isEqualTo("4,too,many,values");
              assertThat(line.get("error_message").asText())
                  .isEqualTo(
                      input.toRealPath()
                          + ", line 6: it has 4 values, but there are 3 columns; put values with ','"
                          + " in them in quotes");
            });

    assertThat(lines("out.jsonl"))
        .filteredOn(line -> line.get("source_line").asInt() == 7)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.get("id").asText()).isEqualTo("5");
              assertThat(line.get("intent").asText()).isEqualTo("x");
              assertThat(line.get("error_code").asText()).isEqualTo("invalid_request");
            });

    Path report = directory.resolve("report.html");
    CommandLineRun again =
        label(input, "out.jsonl", asked("--label-column", "intent", "--report", report.toString()));
    assertThat(again.exitCode()).as(again::err).isEqualTo(3);
    assertThat(again.err())
        .contains("is done already: 5 rows, 2 error rows", "The report is " + report);
    assertThat(JSON.readTree(directory.resolve("report.json").toFile()).at("/evaluation/rows"))
        .hasToString("3");
    CommandLineRun other = label(input, "out.jsonl", asked("--label-scoring", "mean"));
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err())
        .contains("An earlier run to this output had another --label-scoring", "--restart");
    CommandLineRun anew = label(input, "out.jsonl", asked("--label-scoring", "mean", "--restart"));
    assertThat(anew.exitCode()).as(anew::err).isEqualTo(3);
    assertThat(lines("out.jsonl")).hasSize(5);

    write("out.jsonl", "mine now\n");
    CommandLineRun changed = label(input, "out.jsonl", asked("--restart"));
    assertThat(changed.exitCode()).isEqualTo(2);
    assertThat(changed.err()).contains("is not what this program has written");
    assertThat(directory.resolve("out.jsonl")).hasContent("mine now\n");
  }

  @Test
  void manyFilesSpreadOverSubtasksAndBecomeATable() throws IOException {
    Files.createDirectories(directory.resolve("in/below"));
    StringBuilder large = new StringBuilder("text;n\n");
    for (int i = 0; i < 40; i++) {
      large.append("\"My card; was stolen \";").append(i).append('\n');
    }
    write("in/large.csv", "\uFEFF" + large);
    try (OutputStream gzip =
        new GZIPOutputStream(Files.newOutputStream(directory.resolve("in/below/small.csv.gz")))) {
      gzip.write("n;text\r\n100;Where is my card?\r\n".getBytes(UTF_8));
    }

    CommandLineRun run =
        label(
            directory.resolve("in"),
            "out.csv",
            asked("--parallelism", "2", "--delimiter", ";", "--max-num-seqs", "4"));

    assertThat(run.exitCode()).as(run::err).isZero();
    List<String> lines = Files.readAllLines(directory.resolve("out.csv"));
    assertThat(lines.get(0))
        .isEqualTo(
            "n;text;label;confidence;output_text;error_code;error_message;source_path;source_line");
    assertThat(lines).hasSize(42).doesNotHaveDuplicates();
    assertThat(lines)
        .anyMatch(line -> line.startsWith("100;Where is my card?;card arrival;0."))
        .anyMatch(
            line ->
                line.startsWith("39;\"My card; was stolen \";lost or stolen card;")
                    && line.endsWith(";41"));

    Path report = directory.resolve("report.html");
    CommandLineRun again =
        label(
            directory.resolve("in"),
            "out.csv",
            asked("--delimiter", ";", "--report", report.toString()));
    assertThat(again.exitCode()).as(again::err).isZero();
    assertThat(again.err()).contains("No report is made", "which csv does not hold", "--restart");
    assertThat(report).doesNotExist();
  }

  @Test
  void aBatchBecomesResultsAndErrors() throws IOException {
    Path input =
        write(
            "batch.jsonl",
            """
            {"custom_id":"a","method":"POST","url":"/v1/completions","body":{"prompt":"Once upon","max_tokens":3}}
            {"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"messages":[{"role":"user","content":"Hi"}],"max_tokens":2}}
            {"custom_id":"c","method":"POST","url":"/v1/completions","body":{"n":2,"prompt":"x"}}
            """);

    CommandLineRun run = label(input, "out.jsonl");

    assertThat(run.exitCode()).as(run::err).isEqualTo(3);
    assertThat(run.err()).contains("1 request has a custom_id that one before it has");
    assertThat(lines("out.jsonl"))
        .extracting(line -> line.at("/response/body/object").asText())
        .containsExactlyInAnyOrder("text_completion", "chat.completion");
    assertThat(lines("out.errors.jsonl"))
        .singleElement()
        .satisfies(line -> assertThat(line.get("custom_id").asText()).isEqualTo("c"));
  }

  @Test
  void standardInputIsSampledIntoTasksInADirectory() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      rows.append("{\"text\":\"My card was stolen\",\"n\":").append(i).append("}\n");
    }
    CommandLineRun run = sampled(rows.toString());
    assertThat(run.exitCode()).as(run::err).isZero();
    CommandLineRun other = sampled(rows.substring(rows.indexOf("\n") + 1));
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("--restart");
    CommandLineRun again = sampled(rows.toString());
    assertThat(again.exitCode()).as(again::err).isZero();
    assertThat(again.err()).contains("is done already");

    List<JsonNode> tasks = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory.resolve("tasks"), "part-*.json")) {
      for (Path file : files) {
        JSON.readTree(file.toFile()).forEach(tasks::add);
      }
    }
    assertThat(tasks).hasSize(7);
    assertThat(tasks.get(0).at("/predictions/0/result/0/value/choices/0").asText())
        .isEqualTo("lost or stolen card");
    assertThat(tasks.get(0).at("/predictions/0/result/0/to_name").asText()).isEqualTo("text");
    assertThat(tasks.get(0).at("/data/text").asText()).isEqualTo("My card was stolen");
  }

  private CommandLineRun sampled(String standardInput) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(standardInput.getBytes(UTF_8)));
    try {
      return label("-", "tasks", asked("--sample", "7", "--seed", "1", "--format", "label-studio"));
    } finally {
      System.setIn(before);
    }
  }

  /** A name that is longer than JSON's readers take unless they are told, and half a character. */
  @Test
  void whatARowMayHaveATableMayHaveToo() throws IOException {
    String name = "n".repeat(60_000);
    Path input =
        write(
            "in.jsonl",
            "{\"text\":\"My card was stolen\",\"%s\":1,\"half\":\"\\ud83d\"}\n".formatted(name));

    CommandLineRun run = label(input, "out.csv", asked());

    assertThat(run.exitCode()).as(run::err).isZero();
    assertThat(Files.readAllLines(directory.resolve("out.csv")))
        .satisfiesExactly(
            header -> assertThat(header).startsWith("text," + name + ",half,label,"),
            row -> assertThat(row).startsWith("My card was stolen,1,?,lost or stolen card,"));
  }

  @Test
  void aPlanTellsAndWritesNothing() throws IOException {
    Path input = write("in.csv", CSV);
    Path examples = write("examples.csv", "text,label\nIt was taken from me,lost or stolen card\n");

    CommandLineRun run =
        label(
            input,
            "out.jsonl",
            asked("--plan", "--examples", examples.toString(), "--examples-per-row", "1"));

    assertThat(run.exitCode()).as(run::err).isZero();
    assertThat(run.out())
        .contains(
            "Rows        5, of which 1 cannot be read and will be error rows",
            "Start, end  up to ",
            "Labels      3: lost or stolen card, card arrival, cash withdrawal charge",
            "Error rows  1 of 4 in the sample",
            "Examples:\n\nText: It was taken from me\nAnswer: lost or stolen card")
        .containsPattern("Tokens +about [\\d,]+ in prompts and 0 generated");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void aTemplateOfColumnsGeneratesText() throws IOException {
    Path input = write("in.jsonl", "{\"a\":\"Once\",\"b\":\"upon a\"}\n{\"a\":\"It\"}\n");
    Path template = write("template.txt", "{a} {b}\n");

    CommandLineRun run =
        label(
            input,
            "out.jsonl",
            "--prompt-template",
            template.toString(),
            "--max-tokens",
            "3",
            "--regex",
            "[a-z ]{3}");

    assertThat(run.exitCode()).as(run::err).isEqualTo(3);
    assertThat(lines("out.jsonl"))
        .anySatisfy(line -> assertThat(line.path("output_text").asText()).matches("[a-z ]{3}"))
        .anySatisfy(
            line ->
                assertThat(line.path("error_message").asText()).contains("no text in column 'b'"));
  }

  @Test
  void tooManyErrorRowsStopTheRunAndMoreOfThemGoOn() throws IOException {
    StringBuilder rows = new StringBuilder("text\n");
    for (int i = 0; i < 8_000; i++) {
      rows.append(i % 2 == 0 ? "\" \"\n" : "My card was stolen\n");
    }
    Path input = write("in.csv", rows.toString());

    CommandLineRun run = label(input, "out.csv", asked("--max-errors", "3"));
    assertThat(run.exitCode()).as(run::err).isEqualTo(1);
    assertThat(run.err()).contains("more error rows than --max-errors 3");
    assertThat(directory.resolve("out.csv")).doesNotExist();

    CommandLineRun on = label(input, "out.csv", asked("--max-errors", "4000"));
    assertThat(on.exitCode()).as(on::err).isEqualTo(3);
    assertThat(on.err()).contains("8,000 rows: 4,000 answered");
    assertThat(Files.readAllLines(directory.resolve("out.csv"))).hasSize(8_001);
  }

  /** They are completions with an error, and no dead letters. */
  @Test
  void rowsWithoutTheirFormAreErrorRowsThatStopARunToo() throws IOException {
    Path input = write("in.csv", "text\n" + "Once upon a time\n".repeat(20_000));
    List<String> cut =
        List.of("--instruction", "Go on.", "--regex", "[a-z ]*7", "--max-tokens", "4");
    String[] few = Stream.concat(cut.stream(), Stream.of("--limit", "5")).toArray(String[]::new);
    assertThat(label(input, "few.jsonl", few).exitCode()).isEqualTo(3);
    assertThat(lines("few.jsonl"))
        .hasSize(5)
        .allSatisfy(
            line -> assertThat(line.path("error_code").asText()).isEqualTo("form_incomplete"));

    CommandLineRun run =
        label(
            input,
            "out.csv",
            Stream.concat(cut.stream(), Stream.of("--max-errors", "3")).toArray(String[]::new));

    assertThat(run.exitCode()).as(run::err).isEqualTo(1);
    assertThat(run.err()).contains("more error rows than --max-errors 3");
  }

  @Test
  void anotherCalibrationUnderABrokenOffRunIsRefused() throws IOException {
    Path model = embeddedModel();
    StringBuilder rows = new StringBuilder("text\n");
    for (int i = 0; i < 20_000; i++) {
      rows.append(i % 2 == 0 ? "\" \"\n" : "My card was stolen\n");
    }
    Path input = write("in.csv", rows.toString());
    String[] asked = asked("--max-errors", "3", "--model", model.toString());
    assertThat(label(input, "out.csv", asked).exitCode()).isEqualTo(1);

    new Calibration(2, Optional.empty()).write(model);
    CommandLineRun other = label(input, "out.csv", asked);

    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("had another calibration.json", "--restart");
  }

  private Path embeddedModel() throws IOException {
    Path model = Files.createDirectories(directory.resolve("model"));
    for (String file : List.of("config.json", "tokenizer.json", "model.safetensors")) {
      Files.write(model.resolve(file), EmbeddedModel.file(file).orElseThrow());
    }
    return model;
  }

  @Test
  void aRunThatEndedAroundItsCalibrationIsDoneWhateverWasWrittenOfIt() throws IOException {
    Path model = embeddedModel();
    StringBuilder rows = new StringBuilder("text,intent\n");
    for (int i = 0; i < 150; i++) {
      rows.append(
          "Card %d was stolen,%s\n"
              .formatted(i, i % 3 == 0 ? "card arrival" : "lost or stolen card"));
    }
    String[] asked = asked("--label-column", "intent", "--model", model.toString(), "--calibrate");
    Path input = write("in.csv", rows.toString());
    CommandLineRun run = label(input, "out.jsonl", asked);
    assertThat(run.exitCode()).as(run::err).isZero();
    Path calibration = model.resolve("calibration.json");
    byte[] temperature = Files.readAllBytes(calibration);

    // Broken off behind the calibration.
    CommandLineRun behind = label(input, "out.jsonl", asked);
    assertThat(behind.exitCode()).as(behind::err).isZero();
    assertThat(behind.err())
        .contains("is done already: 150 rows", "with the calibration that the model had then");
    assertThat(calibration).hasBinaryContent(temperature);

    // Broken off before it: the results are still there.
    Files.delete(calibration);
    Path place = directory.resolve(".out.jsonl.mosaicgpt");
    String id = JSON.readTree(place.resolve("run.json").toFile()).get("run").asText();
    Path parts = Files.createDirectories(place.resolve(id).resolve("parts"));
    Files.copy(directory.resolve("out.jsonl"), parts.resolve("rows-answered-a-0.jsonl"));
    CommandLineRun before = label(input, "out.jsonl", asked);
    assertThat(before.exitCode()).as(before::err).isZero();
    assertThat(before.err()).contains("The temperature is in " + calibration, "is done already");
    assertThat(calibration).hasBinaryContent(temperature);
    assertThat(parts).doesNotExist();
  }
}
