package io.mosaicgpt.operators.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.operators.GenerationStreams;
import io.mosaicgpt.operators.MosaicGpt;
import io.mosaicgpt.operators.OperatorUids;
import io.mosaicgpt.operators.generate.SteppingEngine;
import io.mosaicgpt.operators.source.GatedSource;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.state.RecordTypeInfo;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.schemas.Completion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job from files to files, on a real cluster of one process, over an engine that takes its time.
 */
@Timeout(180)
class FileToFileITCase {
  private static final int TOKENS = 20;
  private static final int MAX_EVENT_BYTES = 2_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();

  @TempDir private Path directory;

  @BeforeEach
  void input() throws IOException {
    Path input = Files.createDirectories(directory.resolve("in/below"));
    Files.writeString(input.resolve("a.jsonl"), lines("a", 60));
    Files.write(input.resolve("b.jsonl.gz"), EventFile.gzip(lines("b", 60).getBytes(UTF_8)));
    Files.writeString(directory.resolve("in/c.jsonl"), "\n" + lines("c", 30).strip());
    Files.writeString(directory.resolve("in/.hidden.jsonl"), lines("h", 5));
  }

  /** Every fifth line is no event, one way or another. */
  private static String lines(String name, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      String id = name + i;
      text.append(
          switch (i % 15) {
            case 4 -> "no JSON " + id;
            case 9 -> "{\"request_id\":\"" + id + "\",\"prompt\":\"" + "x".repeat(3_000) + "\"}";
            case 14 -> "\r";
            default -> "{\"request_id\":\"" + id + "\",\"prompt\":\"p\"}";
          });
      text.append('\n');
    }
    return text.toString();
  }

  @Test
  void afterFailuresEveryLineIsAnsweredOnceAsIfNothingHadHappened() throws Exception {
    run("undisturbed", 0);
    run("disturbed", 3);

    assertThat(FAILURES_LEFT).hasValue(0);
    List<String> completions = stable(output("undisturbed", "completions"));
    List<String> deadLetters = stable(output("undisturbed", "dead-letters"));
    assertThat(completions).hasSize(120);
    assertThat(deadLetters).hasSize(20);
    assertThat(stable(output("disturbed", "completions"))).isEqualTo(completions);
    assertThat(stable(output("disturbed", "dead-letters"))).isEqualTo(deadLetters);
    assertThat(output("disturbed", "completions"))
        .anyMatch(line -> line.get("attempt").asInt() > 1);
    for (String run : List.of("undisturbed", "disturbed")) {
      assertThat(output(run, "completions")).allSatisfy(FileToFileITCase::assertText);
      assertThat(textsOfPieces(output(run, "chunks"))).isEqualTo(texts(output(run, "completions")));
      for (Path file : files(run)) {
        assertWhole(file);
      }
    }
  }

  @Test
  void aDeadLetterNamesItsLine() throws Exception {
    run("run", 0);

    assertThat(output("run", "dead-letters"))
        .extracting(
            line -> line.get("source_path").asText() + ":" + line.get("source_line").asInt())
        .contains(
            directory.resolve("in/below/a.jsonl") + ":4",
            directory.resolve("in/below/b.jsonl.gz") + ":54",
            directory.resolve("in/c.jsonl") + ":25")
        .doesNotHaveDuplicates();
    assertThat(output("run", "dead-letters"))
        .filteredOn(line -> line.get("code").asText().equals("event_too_large"))
        .hasSize(10)
        .allMatch(line -> line.get("payload_size").asInt() > 3_000);
  }

  /** Others are hidden: those of attempts that failed may stay. */
  private static void assertWhole(Path file) throws IOException {
    assertThat(file.getFileName().toString())
        .matches("(completions|dead-letters|chunks)-[-0-9a-f]+\\.jsonl");
    assertThat(Files.readString(file)).endsWith("}\n");
  }

  // ----------------------------------------------------------------------------------------------

  @SuppressWarnings("try") // Closing the environment may be interrupted.
  private void run(String output, int failures) throws Exception {
    FAILURES_LEFT.set(failures);
    try (StreamExecutionEnvironment env = environment()) {
      SourceGate gate = SourceGate.create();
      DataStream<DecodedEvent> events =
          env.fromSource(
                  GatedSource.wrap(
                      InstructionFileSource.builder()
                          .paths(directory.resolve("in").toString())
                          .maxEventBytes(MAX_EVENT_BYTES)
                          .build(),
                      gate),
                  WatermarkStrategy.noWatermarks(),
                  "files")
              .uid(OperatorUids.SOURCE);
      GenerationStreams streams =
          MosaicGpt.generate(events)
              .behind(gate)
              .withEngineFactory(spec -> new SteppingEngine(2, 5))
              .withDefaults(SamplingParams.builder().maxTokens(TOKENS).build())
              .withChunks()
              .apply();
      String directoryOfRun = directory.resolve(output).toString();
      streams
          .completions()
          .map(new FailAfterCheckpoints(), RecordTypeInfo.COMPLETION)
          .sinkTo(CompletionFileSink.builder().directory(directoryOfRun).build())
          .uid(OperatorUids.COMPLETIONS);
      streams
          .deadLetters()
          .sinkTo(DeadLetterFileSink.builder().directory(directoryOfRun).build())
          .uid(OperatorUids.DEAD_LETTERS);
      streams
          .chunks()
          .sinkTo(ChunkFileSink.builder().directory(directoryOfRun).build())
          .uid(OperatorUids.CHUNKS);
      env.execute();
    }
  }

  private StreamExecutionEnvironment environment() {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 10);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.resolve("checkpoints").toUri() + "");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
    env.enableCheckpointing(100);
    return env;
  }

  private List<Path> files(String run) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(run))) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    }
  }

  private List<JsonNode> output(String run, String kind) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (Path file : files(run)) {
      if (file.getFileName().toString().startsWith(kind)) {
        for (String line : Files.readAllLines(file)) {
          lines.add(JSON.readTree(line));
        }
      }
    }
    return lines;
  }

  /** The lines in order, without what tells when and how often. */
  private static List<String> stable(List<JsonNode> lines) {
    return lines.stream()
        .map(
            line ->
                ((ObjectNode) line.deepCopy())
                    .without(List.of("timings", "attempt", "produced_at", "failed_at"))
                    .toString())
        .sorted()
        .toList();
  }

  private static void assertText(JsonNode completion) {
    assertThat(completion.get("output_text").asText())
        .isEqualTo(SteppingEngine.expectedText(completion.get("request_id").asText(), TOKENS));
  }

  private static Map<String, String> texts(List<JsonNode> completions) {
    Map<String, String> texts = new TreeMap<>();
    completions.forEach(
        line -> texts.put(line.get("request_id").asText(), line.get("output_text").asText()));
    return texts;
  }

  /** Each request's pieces in their order, one behind the other: repeats and gaps would show. */
  private static Map<String, String> textsOfPieces(List<JsonNode> chunks) {
    Map<String, Map<Integer, String>> pieces = new TreeMap<>();
    for (JsonNode chunk : chunks) {
      pieces
          .computeIfAbsent(chunk.get("request_id").asText(), id -> new TreeMap<>())
          .merge(chunk.get("token_offset").asInt(), chunk.get("text").asText(), String::concat);
    }
    Map<String, String> texts = new TreeMap<>();
    pieces.forEach((id, piecesOfOne) -> texts.put(id, String.join("", piecesOfOne.values())));
    return texts;
  }

  /** Fails behind a checkpoint that it has written records before, as often as the test says. */
  private static final class FailAfterCheckpoints
      implements MapFunction<Completion, Completion>, CheckpointListener {
    private static final long serialVersionUID = 1L;

    private int passed;
    private boolean checkpointed;

    @Override
    public Completion map(Completion completion) {
      passed++;
      if (checkpointed && FAILURES_LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("injected failure");
      }
      return completion;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      checkpointed |= passed >= 8;
    }
  }
}
