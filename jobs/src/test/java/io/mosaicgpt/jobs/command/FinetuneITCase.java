package io.mosaicgpt.jobs.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.model.checkpoint.EmbeddedModel;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** Trains as a user would; failsafe runs it after the build made the launcher's files. */
class FinetuneITCase {
  private static final Path LAUNCHER =
      Path.of("..", "bin", "mosaicgpt").toAbsolutePath().normalize();
  private static final int SIGTERM_STATUS = 128 + 15;
  private static final int TIMEOUT_SECONDS = 60;

  @TempDir private Path directory;

  @BeforeEach
  void writeDataAndTokenizer() throws IOException {
    Tickets.write(directory);
    CommandLineRun run =
        CommandLineRun.of(
            "tokenizer",
            "train",
            "--data=" + directory.resolve("train.csv"),
            "--vocab-size=512",
            "--output=" + directory.resolve("tokenizer"));
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private List<String> arguments(String output, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "finetune",
                "--preset=tiny",
                "--tokenizer=" + directory.resolve("tokenizer"),
                "--data=" + directory.resolve("train.csv"),
                "--instruction=" + Tickets.INSTRUCTION,
                "--output=" + directory.resolve(output),
                "--device=cpu",
                "--threads=1"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static CommandLineRun run(List<String> arguments) {
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void aRunThatWasToldToStopAndThenKilledGoesOnToTheSameModel() throws Exception {
    String[] settings = {"--max-steps=120", "--epochs=20", "--save-every=10", "--ema=0.9"};
    assertThat(run(arguments("whole", settings)).exitCode()).isZero();
    Path parts = directory.resolve("parts");

    Process told = start(arguments("parts", settings), parts, 1);
    told.destroy();
    assertThat(told.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(told.exitValue()).isEqualTo(SIGTERM_STATUS);
    assertThat(directory.resolve("err"))
        .content()
        .containsPattern(
            "mosaicgpt: Stopped behind step \\d+ of 120; the same command with --resume goes on");

    List<String> again = arguments("parts", settings);
    CommandLineRun withoutResume = run(again);
    assertThat(withoutResume.err()).contains("go on with it with --resume").hasLineCount(1);
    assertThat(withoutResume.exitCode()).isEqualTo(2);
    again.add("--resume");
    Process killed = start(again, parts, saved(parts) + 1);
    killed.destroyForcibly();
    assertThat(killed.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(parts.resolve("model.safetensors")).doesNotExist();

    CommandLineRun last = run(again);
    assertThat(last.exitCode()).as(last.err()).isZero();
    assertThat(last.err()).contains("mosaicgpt: Going on behind step");
    assertThat(parts.resolve("model.safetensors"))
        .hasSameBinaryContentAs(directory.resolve("whole/model.safetensors"));
    assertThat(steps(parts)).isEqualTo(steps(directory.resolve("whole")));
    assertThat(saved(parts)).as("states that a complete run keeps").isZero();

    again.add("--learning-rate=0.1");
    assertThat(run(again).err()).contains("The run in " + parts + " is complete").hasLineCount(1);
  }

  @Test
  void theEmbeddedModelIsTrainedFurther() throws IOException {
    Path output = directory.resolve("further");
    List<String> arguments =
        List.of(
            "finetune",
            "--model=embedded",
            "--data=" + directory.resolve("train.csv"),
            "--instruction=" + Tickets.INSTRUCTION,
            "--max-steps=2",
            "--batch-tokens=256",
            "--device=cpu",
            "--output=" + output);

    CommandLineRun run = run(arguments);

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode training = new ObjectMapper().readTree(output.resolve("training.json").toFile());
    assertThat(training.at("/model/name").asText()).isEqualTo("embedded");
    assertThat(training.at("/machine/threads").asInt()).isEqualTo(1);
    for (String file : List.of("tokenizer.json", "generation_config.json")) {
      assertThat(output.resolve(file))
          .hasContent(new String(EmbeddedModel.file(file).orElseThrow(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void anInstructionWithOneLabelAloneIsTrainedOnAndNotEvaluated() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      lines.add(
          "{\"instruction\":\"Spam?\",\"text\":\"offer %d\",\"label\":\"spam\"}".formatted(i));
      lines.add(
          "{\"instruction\":\"Odd?\",\"text\":\"number %d\",\"label\":\"%s\"}"
              .formatted(i, i % 2 == 0 ? "no" : "yes"));
    }
    Path data = Files.write(directory.resolve("tasks.jsonl"), lines);
    List<String> arguments = arguments("tasks", "--max-steps=2", "--eval=" + data);
    arguments.set(3, "--data=" + data);

    CommandLineRun run = run(arguments);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out() + run.err())
        .contains("Labels as served, 'Odd?'")
        .doesNotContain("Labels as served, 'Spam?'");
  }

  @Test
  void anEvaluationTextThatFitsWithItsOwnLabelAloneIsLeftOutOfTheLabels() throws IOException {
    // No digit is in a merge: each is a token, and the model takes 128.
    String longLabel = "1234567890".repeat(8);
    String longText = "1234567890".repeat(9);
    Path data =
        Files.writeString(
            directory.resolve("few.csv"),
            "text,label\nnothing,no\nsomething,yes\nmuch,%s\n".formatted(longLabel));
    Path eval =
        Files.writeString(
            directory.resolve("long.csv"), "text,label\nnone,no\n%s,no\n".formatted(longText));
    List<String> arguments = arguments("few", "--max-steps=2", "--eval=" + eval);
    arguments.set(3, "--data=" + data);

    CommandLineRun run = run(arguments);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("1 of 2 labelled examples of --eval are left out here")
        .contains("of 1 examples");
    JsonNode labels =
        new ObjectMapper().readTree(directory.resolve("few/training.json").toFile()).path("labels");
    assertThat(labels.path("dropped").asInt()).isEqualTo(1);

    arguments.set(5, "--output=" + directory.resolve("strict"));
    arguments.add("--strict");
    CommandLineRun strict = run(arguments);
    assertThat(strict.err())
        .contains("long.csv, line 3, has ")
        .contains("tokens with its prompt and the longest label of its instruction")
        .hasLineCount(1);
    assertThat(strict.exitCode()).isEqualTo(2);
    assertThat(directory.resolve("strict")).doesNotExist();
  }

  /** Starts a process and waits until it has saved a step. */
  private Process start(List<String> arguments, Path output, int step) throws Exception {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile())
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (saved(output) < step) {
      assertThat(process.isAlive()).as(Files.readString(directory.resolve("err"))).isTrue();
      assertThat(System.nanoTime()).as("time until a step is saved").isLessThan(deadline);
      Thread.sleep(5);
    }
    return process;
  }

  /** The last step that was saved; 0 if none was. */
  private static int saved(Path output) throws IOException {
    Path training = output.resolve("training");
    if (!Files.exists(training)) {
      return 0;
    }
    try (Stream<Path> states = Files.list(training)) {
      return states
          .map(state -> state.getFileName().toString())
          .filter(name -> name.matches("step-\\d+"))
          .mapToInt(name -> Integer.parseInt(name.substring("step-".length())))
          .max()
          .orElse(0);
    }
  }

  /** What the metrics say, without times. */
  private static List<String> steps(Path output) throws IOException {
    try (Stream<String> lines = Files.lines(output.resolve("training/metrics.jsonl"))) {
      return lines.map(line -> line.replaceFirst(",\"seconds\":.*", "")).toList();
    }
  }

  @Test
  void aSmallModelLearnsTwelveLabelsFromScratch() throws Exception {
    CommandLineRun run =
        run(
            arguments(
                "model",
                "--eval=" + directory.resolve("eval.csv"),
                "--epochs=10",
                "--batch-tokens=512",
                "--ema=0.95",
                "--json"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode labels = new ObjectMapper().readTree(run.out()).path("labels");
    JsonNode report = labels.path("instructions").path(0).path("report");
    assertThat(labels.path("instructions").path(0).path("instruction").asText())
        .isEqualTo(Tickets.INSTRUCTION);
    assertThat(report.path("labels").asInt()).isEqualTo(12);
    assertThat(report.path("accuracy").path("value").asDouble()).isGreaterThan(0.9);
    Path model = directory.resolve("model");
    assertThat(model).isDirectoryContaining("glob:**training.json");
    String page = Files.readString(model.resolve("report.html"));
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page.replace("<!DOCTYPE html>", ""))));
    assertThat(page).contains("Labels as they are served").doesNotContain("<script", "src=");

    CommandLineRun served =
        CommandLineRun.of(
            "generate",
            "--model=" + model,
            "--instruction=" + Tickets.INSTRUCTION,
            "--context=good morning, refund me for the bike",
            "--choices=damaged,refund,stock",
            "--json");
    assertThat(served.exitCode()).as(served.err()).isZero();
    assertThat(new ObjectMapper().readTree(served.out()).path("text").asText()).isEqualTo("refund");
  }

  @Test
  void labelsThatTrainingLacksAndExamplesThatAreTooLongAreSentences() throws IOException {
    Path unknown =
        Files.writeString(directory.resolve("unknown.csv"), "text,label\nhello,greeting\n");
    CommandLineRun run = run(arguments("model", "--eval=" + unknown));
    assertThat(run.err())
        .contains("unknown.csv, line 2, has the label 'greeting', which no training data has")
        .hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(2);

    run = run(arguments("model", "--label-field=intent"));
    assertThat(run.err())
        .contains("No text of --data has a 'intent' beside it: name the field of the label")
        .hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(2);

    run = run(arguments("model", "--max-seq-len=24", "--strict"));
    assertThat(run.err())
        .contains("tokens with its prompt, but the model takes 24")
        .hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(2);

    run = run(arguments("model", "--max-seq-len=24", "--max-steps=1"));
    assertThat(run.err()).contains("examples are left out").hasLineCount(1);
    assertThat(run.exitCode()).isZero();
  }
}
