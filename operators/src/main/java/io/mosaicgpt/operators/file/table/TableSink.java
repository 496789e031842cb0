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

  /** Takes answers. */
  public static Sink<Completion> completions(String directory, ResultLines lines) {
    return ResultFiles.sink(new Path(directory), ROWS, new CompletionEncoder(lines));
  }

  /** Takes what got no answer. */
  public static Sink<DeadLetter> deadLetters(String directory, ResultLines lines) {
    return ResultFiles.sink(new Path(directory), ERRORS, new DeadLetterEncoder(lines));
  }

  /** Takes pieces of answers, and drops them. */
  public static Sink<CompletionChunk> chunks() {
    return new SilentSink<>();
  }

  private static void write(String line, OutputStream file) throws IOException {
    file.write(line.getBytes(StandardCharsets.UTF_8));
    file.write('\n');
  }

  private static RowOrigin origin(List<EventHeader> headers) throws IOException {
    return RowOrigin.ofHeaders(headers)
        .orElseThrow(() -> new IOException("a result that is of no row"));
  }

  private record CompletionEncoder(ResultLines lines) implements Encoder<Completion> {
    CompletionEncoder {
      requireNonNull(lines, "lines is null");
    }

    @Override
    public void encode(Completion completion, OutputStream file) throws IOException {
      write(lines.of(completion, origin(completion.getHeaders())), file);
    }
  }

  private record DeadLetterEncoder(ResultLines lines) implements Encoder<DeadLetter> {
    DeadLetterEncoder {
      requireNonNull(lines, "lines is null");
    }

    @Override
    public void encode(DeadLetter letter, OutputStream file) throws IOException {
      write(lines.of(letter, origin(letter.getHeaders())), file);
    }
  }
}
