package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.file.ResultFiles;
import io.mosaicgpt.operators.sink.SilentSink;
import io.mosaicgpt.operators.wire.RowOrigin;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionChunk;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.EventHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.core.fs.Path;

/**
 * Results of rows in a directory, each once whatever fails. A file gets its name when the
 * checkpoint behind its last line is complete, and is whole from then on; others begin with a dot.
 */
public final class TableSink {
  /** A glob for the names of files that are whole. */
  public static final String GLOB = "rows-*.jsonl";

  private static final String ROWS = "rows-answered";
  private static final String ERRORS = "rows-refused";

  private TableSink() {}

  /**
   * Takes answers.
   *
   * @param directory as Flink takes it
   * @param place the same, looked at when a file begins
   * @param model hash of the one model whose answers are taken
   */
  public static Sink<Completion> completions(
      String directory, ResultLines lines, ResultPlace place, String model) {
    requireNonNull(model, "model is null");
    return ResultFiles.sink(
        new Path(directory),
        ROWS,
        new LineEncoder<>(
            place,
            completion -> {
              if (!model.equals(completion.getModelHash())) {
                throw ResultPlace.otherModel(completion.getModel());
              }
              return lines.of(completion, origin(completion.getHeaders()));
            }));
  }

  /**
   * Takes what got no answer.
   *
   * @param directory as Flink takes it
   * @param place the same, looked at when a file begins
   */
  public static Sink<DeadLetter> deadLetters(
      String directory, ResultLines lines, ResultPlace place) {
    return ResultFiles.sink(
        new Path(directory),
        ERRORS,
        new LineEncoder<>(place, letter -> lines.of(letter, origin(letter.getHeaders()))));
  }

  /** Takes pieces of answers, and drops them. */
  public static Sink<CompletionChunk> chunks() {
    return new SilentSink<>();
  }

  private static RowOrigin origin(List<EventHeader> headers) throws IOException {
    return RowOrigin.ofHeaders(headers)
        .orElseThrow(() -> new IOException("a result that is of no row"));
  }

  /** Makes a line of a result. */
  @FunctionalInterface
  private interface Lines<T> extends Serializable {
    String of(T result) throws IOException;
  }

  /** Writes lines, into files that each checkpoint ends. */
  private static final class LineEncoder<T> implements Encoder<T> {
    private static final long serialVersionUID = 1L;

    private final ResultPlace place;
    private final Lines<T> lines;
    private transient OutputStream begun;

    LineEncoder(ResultPlace place, Lines<T> lines) {
      this.place = requireNonNull(place, "place is null");
      this.lines = requireNonNull(lines, "lines is null");
    }

    @Override
    public void encode(T result, OutputStream file) throws IOException {
      if (file != begun) {
        place.require();
        begun = file;
      }
      file.write(lines.of(result).getBytes(StandardCharsets.UTF_8));
      file.write('\n');
    }
  }
}
