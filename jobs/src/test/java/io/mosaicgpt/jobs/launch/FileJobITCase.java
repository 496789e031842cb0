package io.mosaicgpt.jobs.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.checkpoint.RunMarks;
import io.mosaicgpt.jobs.cluster.LocalRun;
import io.mosaicgpt.jobs.cluster.WebPort;
import io.mosaicgpt.jobs.config.ModelSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.job.FileEnds;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.RestorePoint;
import io.mosaicgpt.jobs.job.Serving;
import io.mosaicgpt.jobs.preflight.FileStartChecks;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole job between files, with the embedded model. */
@Timeout(120)
class FileJobITCase {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One by one, they take longer than the first commits. */
  private static final int EVENTS = 200;

  @TempDir private Path directory;
  private Path in;

  @BeforeEach
  void input() throws IOException {
    in = Files.createDirectories(directory.resolve("in"));
    Files.writeString(in.resolve("a.jsonl"), lines("a") + "no JSON\n");
    try (Writer gzip =
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(in.resolve("b.jsonl.gz"))),
            StandardCharsets.UTF_8)) {
      gzip.write(lines("b"));
    }
  }

  private static String lines(String name) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < EVENTS / 2; i++) {
      lines.append(
          "{\"request_id\":\"%s%d\",\"instruction\":\"Say something about %d.\",\"sampling\":{\"max_tokens\":5,\"min_tokens\":5,\"ignore_eos\":true}}%n"
              .formatted(name, i, i));
    }
    return lines.toString();
  }

  /** Checkpoints of all jobs are in one directory. */
  private JobConfig<FileEnds> config(String output, Path... inputs) {
    Serving serving =
        Serving.from(
            new SettingsResolver(Map.of())
                .resolve(
                    Map.of(
                        ServingSettings.CHECKPOINT_DIR, directory.resolve("checkpoints").toString(),
                        ServingSettings.CHECKPOINT_INTERVAL, "50ms",
                        ModelSettings.MAX_NUM_SEQS, "1"),
                    List.of(),
                    Optional.empty()));
    return new JobConfig<>(
        serving, new FileEnds(List.of(inputs), directory.resolve(output), false, 10_000));
  }

  /** Returns what was said. */
  private static String run(JobConfig<FileEnds> config) throws Exception {
    StringWriter said = new StringWriter();
    new LocalJob<>(
            config,
            (job, say) -> new FileStartChecks(job),
            WebPort.auto(),
            new PrintWriter(said, true))
        .run();
    return said.toString();
  }

  @Test
  void aJobThatWasStoppedGoesOnToWhatItWouldHaveBeenWithoutTheStop() throws Exception {
    stopInTheMiddle(config("stopped", in));
    assertThat(output("stopped", "completions")).hasSizeBetween(1, EVENTS - 1);
    assertThat(run(config("undisturbed", in)))
        .contains("Passing over 1 newer checkpoints")
        .doesNotContain("Going on")
        .endsWith("Every event is answered." + System.lineSeparator());

    assertThatThrownBy(() -> run(config("stopped", in.resolve("a.jsonl"))))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is of inputs %s, not of %s: ".formatted(in, in.resolve("a.jsonl")));
    assertThat(run(config("stopped", in)))
        .contains("Going on from checkpoint")
        .doesNotContain("what has come since")
        .endsWith("Every event is answered." + System.lineSeparator());

    List<String> completions = output("undisturbed", "completions");
    List<String> deadLetters = output("undisturbed", "dead-letters");
    assertThat(completions).hasSize(EVENTS).doesNotHaveDuplicates();
    assertThat(deadLetters)
        .singleElement()
        .asString()
        .contains("unreadable_event", in.resolve("a.jsonl").toString());
    assertThat(output("stopped", "completions")).isEqualTo(completions);
    assertThat(output("stopped", "dead-letters")).isEqualTo(deadLetters);

    assertThatThrownBy(() -> run(config("stopped", in)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("has results already");
  }

  /** As Ctrl-C does. */
  private static void stopInTheMiddle(JobConfig<FileEnds> config) throws Exception {
    JobConfig<FileEnds> afresh = config.with(config.checkpoints().from(RestorePoint.NONE));
    Instant start = Instant.now();
    try (LocalRun run = LocalRun.start(afresh, WebPort.auto())) {
      RunMarks.noteStart(afresh, run.job().id(), start);
      Path output = config.ends().output();
      while (!Files.isDirectory(output) || lines(output, "completions").isEmpty()) {
        assertThat(run.job().hasEnded()).isFalse();
        Thread.sleep(10);
      }
      run.job().cancel();
    }
  }

  /** The lines in order, without what tells when and how often. */
  private List<String> output(String name, String kind) throws IOException {
    List<String> stable = new ArrayList<>();
    for (String line : lines(directory.resolve(name), kind)) {
      JsonNode result =
          JSON.readValue(line, ObjectNode.class)
              .without(List.of("timings", "attempt", "produced_at", "failed_at"));
      stable.add(result.toString());
    }
    return stable.stream().sorted().toList();
  }

  private static List<String> lines(Path output, String kind) throws IOException {
    List<String> lines = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(output, kind + "-*.jsonl")) {
      for (Path file : files) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }
}
