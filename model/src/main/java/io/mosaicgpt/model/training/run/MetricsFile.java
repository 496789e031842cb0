package io.mosaicgpt.model.training.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a run, one a step and one an evaluation. A line is in the file when it was written,
 * and on disk before the state that follows it.
 */
final class MetricsFile implements Closeable {
  static final String NAME = "metrics.jsonl";

  private static final String STEP = "step";

  /** Only an evaluation has it. */
  private static final String EVALUATION = "eval_loss";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final FileChannel out;

  private MetricsFile(Path file, FileChannel out) {
    this.file = file;
    this.out = out;
  }

  /**
   * Opens a file, which need not exist, and takes out what is behind a step, and the evaluation at
   * it: that is made again, since a run may be resumed with other data to be measured on.
   */
  static MetricsFile goOnBehind(Path file, int step) throws IOException {
    Path kept = file.resolveSibling(NAME + ".new");
    try (MetricsFile copy =
        new MetricsFile(
            kept,
            FileChannel.open(
                kept,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE))) {
      for (String line : lines(file)) {
        Optional<JsonNode> json = parse(line);
        if (json.isPresent() && isBefore(json.get(), step)) {
          copy.line(line);
        }
      }
      copy.force();
    }
    Files.move(kept, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return new MetricsFile(file, FileChannel.open(file, StandardOpenOption.APPEND));
  }

  private static boolean isBefore(JsonNode line, int step) {
    int of = line.path(STEP).asInt(Integer.MAX_VALUE);
    return line.has(EVALUATION) ? of < step : of <= step;
  }

  void write(Object metrics) throws IOException {
    line(JSON.writeValueAsString(metrics));
  }

  private void line(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** Returns when all lines are on disk. */
  void force() throws IOException {
    out.force(true);
  }

  RunMetrics read() throws IOException {
    List<StepMetrics> steps = new ArrayList<>();
    List<EvaluationMetrics> evaluations = new ArrayList<>();
    for (String line : lines(file)) {
      JsonNode json = JSON.readTree(line);
      if (json.has(EVALUATION)) {
        evaluations.add(JSON.treeToValue(json, EvaluationMetrics.class));
      } else {
        steps.add(JSON.treeToValue(json, StepMetrics.class));
      }
    }
    return new RunMetrics(steps, evaluations);
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** Empty for a line that a process did not come to write to its end. */
  private static Optional<JsonNode> parse(String line) {
    try {
      return Optional.of(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
